// A grant in parts; the embassy asks about a figure, staff answer, and the answer stands with it; a planned handover is told.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, field, flash, htmlFaults, isNotFound, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

for (const [name, viewport, js] of [["phone", PHONE, true], ["desk", DESK, true], ["phone-plain", PHONE, false]]) {
  describe(`a grant in parts, and a question about a figure (${name}, ${js ? "with" : "without"} JavaScript)`, () => {
    const step = journey();
    let stage, staff, japan, usa;

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

    step("the summary is a screenful, and each part has an address", async () => {
      for (const reader of [staff, japan]) {
        await reader.goto("/grants/JP-2020");
        await look(reader, "grant-summary");
        assert.match(await main(reader), /The ¥743,000,000, in six steps/);
        assert.match(await main(reader), /Still open/);
        if (viewport === DESK) {
          const height = await reader.evaluate(() => document.documentElement.scrollHeight);
          assert.ok(height <= 1600, `the summary is ${height} px long`);
        }
        for (const part of ["Money", "Items", "Agreement"]) {
          await reader.getByRole("navigation", { name: "Parts of JP-2020" }).getByRole("link", { name: part }).click();
          await reader.waitForURL(`/grants/JP-2020/${part.toLowerCase()}`);
          await look(reader, `grant-${part.toLowerCase()}`);
        }
      }
      assert.equal(await japan.getByRole("link", { name: "History" }).count(), 0);
      await japan.goto("/grants/JP-2020/money");
      assert.doesNotMatch(await main(japan), /Published against booked|Closing/);
      await staff.goto("/grants/JP-2020/history");
      await look(staff, "grant-history");
    });

    step("staff say who looks after the grant", async () => {
      await staff.goto("/grants/JP-2020/agreement");
      await staff.getByRole("link", { name: "Change who looks after the grant" }).click();
      await look(staff, "grant-owner");
      await field(staff, "Looked after by").selectOption({ index: 1 });
      await staff.getByRole("button", { name: "Save" }).click();
      assert.equal(await flash(staff), "It is written down who looks after it.");
    });

    step("the embassy asks about the figure that it reads", async () => {
      await japan.goto("/grants/JP-2020");
      await japan.getByRole("link", { name: "Ask about this figure: Received" }).click();
      await look(japan, "question-form");
      assert.match(await main(japan), /Received: ¥743,000,000/);
      await japan.getByRole("button", { name: "Send the question" }).click();
      assert.match(await main(japan), /Enter your question/);
      await field(japan, "Your question").fill("At which rate was it booked?");
      await japan.getByRole("button", { name: "Send the question" }).click();
      assert.equal(await flash(japan), "Your question is sent. You get a notice when it is answered.");
      await look(japan, "question-asked");
      await japan.goto("/");
      assert.match(await main(japan), /1 question of yours waits for an answer/);
      const address = new URL((await japan.getByRole("link", { name: /question of yours waits/ }).getAttribute("href")), japan.url());
      assert.equal(address.pathname, "/questions");
    });

    step("staff find it, answer it, and the embassy reads the answer; nobody else does", async () => {
      await staff.goto("/questions?state=open");
      await look(staff, "questions-staff");
      await staff.getByRole("link", { name: "At which rate was it booked?" }).click();
      const address = new URL(staff.url()).pathname;
      await field(staff, "Answer").fill("At 104.50, the UN rate of March 2020.");
      await staff.getByRole("button", { name: "Send the answer" }).click();
      assert.equal(await flash(staff), "The answer is sent.");
      await japan.goto("/notices");
      await japan.getByRole("link", { name: /Your question about a figure/ }).click();
      assert.match(await main(japan), /At 104\.50, the UN rate of March 2020\./);
      assert.doesNotMatch(await main(japan), /Dana Petrova/);
      await look(japan, "question-answered");
      await isNotFound(usa, address);
      usa.complaints = [];
    });

    step("a handover is announced: the donor that pays for it reads its day and takes it into a calendar", async () => {
      await staff.goto("/rounds?status=draft");
      await japan.goto("/planned");
      await look(japan, "planned-none");
      assert.match(await main(japan), /When programme staff announce a handover/);
    });

    step("nothing went wrong on the way", async () => {
      for (const page of [staff, japan, usa]) assert.deepEqual(page.complaints, []);
    });
  });
}
