// Staff record a case in two stages and correct it; the agency that acted reads its stage, the donor the sums alone.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, errorUnder, field, flash, htmlFaults, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

for (const [name, viewport, js] of [["phone", PHONE, true], ["desk", DESK, true], ["phone-plain", PHONE, false]]) {
  describe(`a case in two stages (${name}, ${js ? "with" : "without"} JavaScript)`, () => {
    const step = journey();
    let stage, staff, customs, japan;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport, js });
      customs = await stage.person("customs", { viewport, js });
      japan = await stage.person("japan", { viewport, js });
    });
    after(() => stage?.close());

    async function look(page, picture) {
      await shot(page, `${picture}-${name}`);
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await htmlFaults(page, picture), []);
      if (js) assert.deepEqual(await axe(page), []);
    }

    /** A field of the first row of its group. */
    const inRow = (group, label) => staff.getByRole("group", { name: group, exact: true }).getByLabel(label);

    step("what was published stands there, added up once", async () => {
      await staff.goto("/results");
      await look(staff, "results");
      assert.match(await words(staff.locator("#totals")), /Opium.*3 kg 689 g/);
      await staff.getByRole("link", { name: "Opium at Karakol and Bukhara" }).click();
      assert.match(await words(staff.getByRole("main")), /3 kg 689 g: the stages add up to it/);
      await look(staff, "case");
    });

    step("a case is recorded, then a stage whose mistakes are named where they were made", async () => {
      await staff.goto("/results/new");
      await look(staff, "case-form");
      await field(staff, "Code").fill("CASE-NUKUS");
      await field(staff, "What the case is called").fill("Heroin at Nukus");
      await field(staff, "Component").selectOption("IMT");
      await staff.getByLabel("Running", { exact: true }).check();
      await staff.getByRole("button", { name: "Record the case" }).click();
      assert.equal(await flash(staff), "Case CASE-NUKUS is recorded: now its first stage.");
      await look(staff, "stage-form");
      await field(staff, "Place").fill("Nukus");
      await inRow("Quantity 1", "Substance").selectOption("heroin");
      await inRow("Quantity 1", "Quantity").fill("20032");
      await staff.getByRole("button", { name: "Record the stage" }).click();
      assert.match(await errorUnder(inRow("Quantity 1", "Quantity")), /Write the unit behind 20032/);
      assert.equal(await field(staff, "Place").inputValue(), "Nukus");
      await inRow("Quantity 1", "Quantity").fill("20 kg 32 gr");
      await inRow("Group 1", "Number").fill("2");
      await inRow("Group 1", "Nationality").fill("AF");
      await staff.getByLabel("State Customs Committee (SCC)").check();
      await field(staff, "Units that acted").fill("IMT-NUK");
      await staff.getByRole("button", { name: "Record the stage" }).click();
      assert.equal(await flash(staff), "The stage at Nukus is recorded.");
      assert.match(await words(staff.getByRole("main")), /Heroin: 20 kg 32 g.*2 persons from Afghanistan/);
    });

    step("a second stage, and the first is corrected; the history shows both", async () => {
      await staff.getByRole("link", { name: "Record a stage" }).click();
      await field(staff, "Date", { exact: true }).fill("Apr 2020");
      await field(staff, "Place").fill("Khojeyli");
      await inRow("Quantity 1", "Substance").selectOption("heroin");
      await inRow("Quantity 1", "Quantity").fill("968 g");
      await staff.getByRole("button", { name: "Record the stage" }).click();
      await staff.getByText("Seized in all").waitFor();
      assert.match(await words(staff.getByRole("main")), /Heroin: 21 kg\b/);
      await staff.getByRole("link", { name: "Edit stage 1" }).click();
      assert.equal(await inRow("Quantity 1", "Quantity").inputValue(), "20 kg 32 g");
      await inRow("Quantity 1", "Quantity").fill("20 kg 23 g");
      await staff.getByRole("button", { name: "Save the stage" }).click();
      assert.equal(await flash(staff), "Stage 1 is saved.");
      assert.match(await words(staff.getByRole("main")), /Heroin: 20 kg 991 g/);
      await staff.goto("/units/IMT-NUK");
      assert.match(await words(staff.locator("#seizures")), /CASE-NUKUS.*Nukus.*20 kg 23 g/);
    });

    step("the agency reads the stage in which it acted, and not the other", async () => {
      await customs.goto("/results");
      await look(customs, "results-officer");
      await customs.getByRole("link", { name: "Heroin at Nukus" }).click();
      const page = await words(customs.getByRole("main"));
      assert.match(page, /Stage 1: Nukus/);
      assert.doesNotMatch(page, /Khojeyli/);
    });

    step("the donor reads sums, and nothing of a running case that nobody published", async () => {
      await japan.goto("/results");
      await look(japan, "results-donor");
      const page = await words(japan.getByRole("main"));
      assert.match(page, /Opium.*3 kg 689 g/);
      assert.doesNotMatch(page, /Heroin|Karakol|CASE-/);
      const answer = await japan.goto("/results/CASE-BUKHARA");
      assert.equal(answer.status(), 403);
      japan.complaints = [];
    });

    step("once it is over the donor reads it in the sums", async () => {
      await staff.goto("/results/CASE-NUKUS/edit");
      await staff.getByLabel("Over", { exact: true }).check();
      await staff.getByRole("button", { name: "Save the case" }).click();
      assert.equal(await flash(staff), "Case CASE-NUKUS is saved.");
      assert.match(await words(staff.locator("#history")), /Running → Over|running → over/);
      await japan.goto("/results");
      assert.match(await words(japan.locator("#totals")), /Heroin.*20 kg 991 g/);
    });

    step("what was entered in error is withdrawn and counts nowhere", async () => {
      await staff.goto("/results/CASE-NUKUS/withdraw");
      await look(staff, "case-withdraw");
      await field(staff, "Why it is wrong").fill("Another country");
      await staff.getByRole("button", { name: "Withdraw the case" }).click();
      assert.equal(await flash(staff), "Case CASE-NUKUS is withdrawn.");
      await japan.goto("/results");
      assert.doesNotMatch(await words(japan.locator("#totals")), /Heroin/);
    });
  });
}
