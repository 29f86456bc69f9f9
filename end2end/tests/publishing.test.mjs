// A state of a grant is released: its donor reads it, whatever staff change afterwards, until the next release; older states stay.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, errorUnder, field, flash, htmlFaults, isNotFound, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

for (const [name, viewport, js] of [["phone", PHONE, true], ["desk-plain", DESK, false]]) {
  describe(`publishing a grant (${name}, ${js ? "with" : "without"} JavaScript)`, () => {
    const step = journey();
    let stage, staff, japan, usa, item, read;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport, js });
      japan = await stage.person("japan", { viewport, js });
      usa = await stage.person("usa", { viewport, js });
    });
    after(() => stage?.close());

    const main = (page) => words(page.getByRole("main"));

    async function look(page, picture) {
      await shot(page, `${picture}-${name}`);
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await htmlFaults(page, picture), []);
      if (js) assert.deepEqual(await axe(page), []);
    }

    async function release(note, tell) {
      await staff.goto("/grants/JP-2020/states");
      await staff.getByRole("link", { name: "Release a state" }).click();
      await staff.waitForURL("/grants/JP-2020/publish");
      if (note) await field(staff, "Why this state is released").fill(note);
      if (tell) await staff.getByRole("checkbox", { name: /how much happened since/ }).check();
      await staff.getByRole("button", { name: "Release this state" }).click();
    }

    async function rename(title) {
      await staff.goto("/grants/JP-2020/edit");
      await field(staff, "Title of the agreement").fill(title);
      await staff.getByRole("button", { name: /^Save/ }).click();
      await staff.waitForURL(/\/grants\/JP-2020/);
    }

    step("staff look at what the donor would read, and release it with a note", async () => {
      await japan.goto("/grants/JP-2020/items");
      item = await japan.locator("table a[href^='/items/']").first().getAttribute("href");
      await staff.goto("/grants/JP-2020/states");
      assert.match(await main(staff), /read the grant as it stands: every change at once/);
      await look(staff, "states-none");
      await release("");
      assert.match(await errorUnder(field(staff, "Why this state is released")), /Say why this state is released/);
      assert.match(await main(staff), /would read first/);
      await look(staff, "publish");
      await release("Figures of the November review");
      assert.equal(await flash(staff), "State 1 is released. Its donors read it now.");
      await look(staff, "states-one");
    });

    step("the donor reads it, with its note, down to the signature", async () => {
      await japan.goto("/grants/JP-2020");
      assert.match(await main(japan), /State 1 of JP-2020, released on .* “Figures of the November review”/);
      assert.match(await main(japan), /in six steps/);
      await look(japan, "released-summary");
      read = await main(japan);
      await japan.goto("/grants/JP-2020/items");
      await look(japan, "released-items");
      await japan.locator("table a[href*='/items/']").first().click();
      await japan.waitForURL(/\/grants\/JP-2020\/states\/1\/items\//);
      assert.match(await main(japan), /State 1 of JP-2020/);
      await look(japan, "released-item");
      const receipt = japan.getByRole("main").locator("a[href*='/states/1/receipts/']").first();
      if (await receipt.count()) {
        await receipt.click();
        assert.match(await main(japan), /State 1 of JP-2020/);
      }
      await japan.goto(item);
      assert.match(await main(japan), /State 1 of JP-2020/);
      await japan.goto("/");
      await look(japan, "released-first-page");
      assert.match(await main(japan), /JP-2020/);
    });

    step("staff change the grant: the donor reads what it read", async () => {
      await rename("Mobile teams, renamed later");
      await japan.goto("/grants/JP-2020");
      assert.equal(await main(japan), read);
      await japan.goto("/grants");
      assert.doesNotMatch(await main(japan), /renamed later/);
      await isNotFound(usa, "/grants/JP-2020/states/1");
      usa.complaints = [];
    });

    step("the next release is read then, and the older one is still there", async () => {
      await release("Figures of December", true);
      assert.equal(await flash(staff), "State 2 is released. Its donors read it now.");
      await japan.goto("/grants/JP-2020");
      assert.match(await main(japan), /State 2 of JP-2020.*“Figures of December”.*renamed later/s);
      assert.match(await main(japan), /Since then: nothing was handed over, signed, approved or checked/);
      await japan.getByRole("link", { name: "All states that were released" }).click();
      await look(japan, "states-donor");
      await japan.getByRole("link", { name: "State 1", exact: true }).click();
      await japan.waitForURL("/grants/JP-2020/states/1");
      assert.match(await main(japan), /A newer state was released/);
      assert.doesNotMatch(await main(japan), /renamed later/);
    });

    step("the donor asks about a figure of it", async () => {
      await japan.goto("/grants/JP-2020");
      await japan.getByRole("link", { name: "Ask about this figure: Received" }).click();
      await field(japan, "Your question").fill("Is this of November?");
      await japan.getByRole("button", { name: "Send the question" }).click();
      assert.equal(await flash(japan), "Your question is sent. You get a notice when it is answered.");
    });

    step("staff show the grant as it stands again", async () => {
      await staff.goto("/grants/JP-2020/states");
      await staff.getByRole("link", { name: "Show the grant as it stands again" }).click();
      await look(staff, "publish-live");
      await field(staff, "Why").fill("The review is over");
      await staff.getByRole("button", { name: "Show it as it stands" }).click();
      assert.equal(await flash(staff), "Its donors read the grant as it stands.");
      await japan.goto("/grants/JP-2020");
      assert.doesNotMatch(await main(japan), /State 2 of JP-2020/);
      assert.match(await main(japan), /renamed later/);
    });

    step("nothing went wrong on the way", async () => {
      for (const page of [staff, japan, usa]) assert.deepEqual(page.complaints, []);
    });
  });
}
