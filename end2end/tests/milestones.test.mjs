// A milestone counts what the portal knows, waits for another and is met by a person on that evidence; the ribbon of the component
// shows it beside everything else, as a drawing and as a list.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, field, flash, htmlFaults, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

for (const [name, viewport] of [["phone", PHONE], ["desk", DESK]]) {
  describe(`milestones from live facts (${name})`, () => {
    const step = journey();
    let stage, staff, japan;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport });
      japan = await stage.person("japan", { viewport });
    });
    after(() => stage?.close());

    async function look(page, picture) {
      await shot(page, `${picture}-${name}`);
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await htmlFaults(page, picture), []);
      assert.deepEqual(await axe(page), []);
    }

    step("the ribbon says in words what it draws, and every mark can be reached by keyboard", async () => {
      await staff.goto("/components/IMT");
      await look(staff, "ribbon");
      const ribbon = staff.locator("#ribbon");
      if (name === "desk") {
        await ribbon.locator("svg").waitFor();
        const marks = await ribbon.locator("svg a").count();
        await ribbon.getByText("The same as a list").click();
        assert.equal(await ribbon.locator("tbody tr").count(), marks);
        await ribbon.locator("svg a").first().focus();
      } else {
        assert.equal(await ribbon.locator("svg").isVisible(), false);
      }
      assert.match(await words(ribbon.locator("tbody")), /Milestone.*Exchange of Notes signed/);
    });

    step("a milestone that counts needs a target, and then says how far it is", async () => {
      await staff.goto("/components/IMT/milestones/new?phase=2");
      await look(staff, "milestone-form");
      await field(staff, "What is to be achieved").fill("Two study visits held");
      await field(staff, "What the portal counts for it").selectOption("activities:study visit");
      await field(staff, "Waits for").selectOption({ label: "Phase II: Exchange of Notes signed" });
      await field(staff, "Due on").fill("2019");
      await staff.getByRole("button", { name: "Add the milestone" }).click();
      assert.match(await words(staff.getByRole("main")), /Enter how many are to be reached: they are counted/);
      await field(staff, "Target").fill("2");
      await staff.getByRole("button", { name: "Add the milestone" }).click();
      assert.match(await flash(staff), /“Two study visits held” is recorded/);
      const entry = staff.locator("li", { hasText: "Two study visits held" }).last();
      assert.match(await words(entry), /late.*Study visit: \d of 2 so far/s);
      await entry.getByRole("link", { name: "What is counted for: Two study visits held" }).click();
      assert.match(staff.url(), /\/activities\?/);
    });

    step("it is met by a person, with what was counted beside what was stated", async () => {
      await staff.goto("/components/IMT");
      await staff.getByRole("link", { name: "Mark as met: Two study visits held" }).click();
      await look(staff, "milestone-meet");
      assert.match(await words(staff.getByRole("main")), /Counted by the portal/);
      await field(staff, "Met on").fill("Mar 2020");
      await staff.getByRole("button", { name: "Mark as met" }).click();
      const entry = staff.locator("li", { hasText: "Two study visits held" }).last();
      assert.match(await words(entry), /Mar 2020.*when it was stated as met: \d/s);
    });

    step("the donor reads the same milestones by what it may read", async () => {
      await japan.goto("/components/IMT");
      await look(japan, "ribbon-donor");
      assert.match(await words(japan.getByRole("main")), /Interagency Mobile Team: \d+ of 13 so far/);
    });
  });
}
