// A unit and an agency that were entered twice become one: both codes lead to the one that stays, "Undo" parts them again, and an
// officer of the twin goes on reading what was sent to it.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, field, flash, htmlFaults, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

for (const [width, viewport] of [[390, PHONE], [1280, DESK]]) {
  describe(`two that are one, at ${width}`, () => {
    const step = journey();
    let stage, staff, customs;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport });
      customs = await stage.person("customs", { viewport });
    });

    after(() => stage?.close());

    const main = (page) => words(page.getByRole("main"));

    const looked = async (page, name) => {
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await axe(page), []);
      await shot(page, `${name}-${width}`);
    };

    step("a team is entered a second time", async () => {
      await staff.goto("/units/new");
      await field(staff, "Code").fill("IMT-TMZ");
      await staff.getByRole("radio", { name: "IMT" }).check();
      await field(staff, "Base of a team").fill("Termiz");
      await staff.getByRole("button", { name: /Record the unit/ }).click();
      assert.match(await flash(staff), /IMT-TMZ is recorded/);
    });

    step("it is said to be the same as the other one, with why", async () => {
      await staff.getByRole("link", { name: "Same as …" }).click();
      assert.match(await main(staff), /both codes go on leading there/);
      await staff.getByRole("button", { name: "Merge the two" }).click();
      staff.complaints = staff.complaints.filter((complaint) => !complaint.includes("status of 422"));
      assert.match(await main(staff), /Choose the unit that it is the same as/);
      await staff.getByLabel("The unit that it is the same as").selectOption("IMT-TER");
      await field(staff, "How it is known").fill("Entered twice from list 7");
      await looked(staff, "twins-merge");
      await staff.getByRole("button", { name: "Merge the two" }).click();
      assert.match(await flash(staff), /IMT-TMZ is read as IMT-TER from now on/);
      assert.equal(new URL(staff.url()).pathname, "/units/IMT-TER");
      assert.deepEqual(await htmlFaults(staff, "/units/IMT-TER"), []);
      await looked(staff, "twins-unit");
    });

    step("both codes lead there, and the list and the search know one", async () => {
      await staff.goto("/units/IMT-TMZ");
      assert.equal(new URL(staff.url()).pathname, "/units/IMT-TER");
      assert.match(await words(staff.locator("#twins")), /IMT-TMZ is read as this one.*Entered twice from list 7/);
      await staff.goto("/units?q=IMT-TMZ");
      assert.match(await main(staff), /Termez/);
      assert.doesNotMatch(await main(staff), /Termiz\b.*IMT-TMZ.*planned/);
      await staff.goto("/search?q=IMT-TMZ");
      assert.match(await main(staff), /IMT-TER|IMT Termez/);
    });

    step("they are two after all, and say why", async () => {
      await staff.goto("/units/IMT-TER");
      await staff.getByRole("link", { name: "IMT-TMZ is another one after all" }).click();
      await field(staff, "How it is known").fill("Another team");
      await looked(staff, "twins-part");
      await staff.getByRole("button", { name: "Part the two" }).click();
      assert.match(await flash(staff), /IMT-TMZ and IMT-TER are two again/);
      await staff.goto("/units/IMT-TMZ");
      assert.equal(new URL(staff.url()).pathname, "/units/IMT-TMZ");
    });

    step("an agency that was entered twice is read as the first one, whose officer reads what it read", async () => {
      await customs.goto("/rounds");
      const before = await main(customs);
      await staff.goto("/agencies/new");
      await field(staff, "Name").fill("Customs Committee");
      await field(staff, "Code").fill("NCC");
      await field(staff, "Country").fill("UZ");
      await staff.getByRole("button", { name: /Record/ }).click();
      await flash(staff);
      await staff.goto("/agencies/NCC/merge");
      await staff.getByLabel("The agency that it is the same as").selectOption("SCC");
      await field(staff, "How it is known").fill("The letterhead says so");
      await looked(staff, "twins-agency-merge");
      await staff.getByRole("button", { name: "Merge the two" }).click();
      assert.match(await flash(staff), /NCC is read as SCC from now on/);
      assert.match(await main(staff), /with NCC/);
      await looked(staff, "twins-agencies");
      await customs.goto("/rounds");
      assert.equal(await main(customs), before);
    });

    step("it is undone in the message, and the two are apart", async () => {
      await staff.getByRole("button", { name: "Undo" }).click();
      assert.match(await flash(staff), /Undone\..*NCC and SCC are two again/);
      await staff.goto("/agencies");
      assert.doesNotMatch(await main(staff), /with NCC/);
    });

    step("an agency with something to count is not read as another one before that is done", async () => {
      await staff.goto("/agencies/SCC/merge");
      await staff.getByLabel("The agency that it is the same as").selectOption("NCC");
      await field(staff, "How it is known").fill("The letterhead says so");
      await staff.getByRole("button", { name: "Merge the two" }).click();
      assert.match(await main(staff), /has lines for it that are planned or not counted|is being counted for it|waits for/);
      assert.equal(await field(staff, "How it is known").inputValue(), "The letterhead says so");
      staff.complaints = staff.complaints.filter((complaint) => !/status of 4\d\d/.test(complaint));
    });

    step("nothing complained", async () => {
      for (const page of [staff, customs]) assert.deepEqual(page.complaints, []);
    });
  });
}
