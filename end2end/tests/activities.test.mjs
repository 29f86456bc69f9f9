// Staff enter a course of 19 from three agencies without numbers and a study visit without a date, and correct one; the donor reads
// what its grants pay for, and what is shared with it.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, errorUnder, field, flash, htmlFaults, isNotFound, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

for (const [name, viewport, js] of [["phone", PHONE, true], ["desk", DESK, true], ["phone-plain", PHONE, false]]) {
  describe(`activities (${name}, ${js ? "with" : "without"} JavaScript)`, () => {
    const step = journey();
    let stage, staff, japan;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport, js });
      japan = await stage.person("japan", { viewport, js });
    });
    after(() => stage?.close());

    async function look(page, picture) {
      await shot(page, `${picture}-${name}`);
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await htmlFaults(page, picture), []);
      if (js) assert.deepEqual(await axe(page), []);
    }
    const main = (page) => words(page.locator("main"));
    const group = (number) => staff.getByRole("group", { name: `Group ${number}`, exact: true });

    step("the form says everything that is missing at once, and keeps what was typed", async () => {
      await staff.goto("/activities");
      await look(staff, "activities");
      await staff.getByRole("link", { name: "Record an activity" }).first().click();
      await look(staff, "activity-form");
      await field(staff, "Title").fill("Synthetic drugs on the Internet");
      await field(staff, "Participations").fill("nineteen");
      await staff.getByRole("button", { name: "Record the activity" }).click();
      await staff.getByRole("heading", { name: "Check what you entered" }).waitFor();
      assert.match(await errorUnder(field(staff, "Code")), /Enter a code/);
      assert.match(await errorUnder(field(staff, "What it is")), /Choose what it is/);
      assert.match(await errorUnder(field(staff, "Participations")), /Enter a whole number/);
      assert.equal(await field(staff, "Title").inputValue(), "Synthetic drugs on the Internet");
      await shot(staff, `activity-refused-${name}`);
    });

    step("a course of 19 from three agencies, and nobody says how many from which", async () => {
      await field(staff, "Code").fill("C-2016-12");
      await staff.getByLabel("was held").check();
      await field(staff, "What it is").selectOption("training");
      await field(staff, "First day").fill("Dec 2016");
      await field(staff, "Component and phase").selectOption({ label: "IMT · Phase I" });
      await field(staff, "Topics").fill("sale of narcotics over the Internet\nmethods of investigation");
      await field(staff, "Participations").fill("19");
      for (const [index, agency] of ["SCC", "BT", "MIA"].entries()) await group(index + 1).getByLabel("Agency").selectOption(agency);
      await staff.getByRole("button", { name: "Record the activity" }).click();
      assert.match(await flash(staff), /C-2016-12 is recorded/);
      const said = await main(staff);
      assert.match(said, /Dates Dec 2016/);
      assert.match(said, /Participations 19/);
      assert.match(said, /Border Troops.*State Customs Committee|State Customs Committee.*Border Troops/);
      assert.match(said, /Not recorded by agency, unit or sex/);
      assert.match(said, /facts are not recorded \(.*Persons/);
      assert.doesNotMatch(said, /\d{1,2} Dec 2016/, "no day is invented");
      await look(staff, "activity");
    });

    step("a study visit without a date and without a number", async () => {
      await staff.goto("/activities/new");
      await field(staff, "Code").fill("V-THERAPY");
      await staff.getByLabel("was held").check();
      await field(staff, "What it is").selectOption("study visit");
      await field(staff, "Title").fill("Funding of therapy");
      await field(staff, "Host countries").fill("IR, ES");
      await field(staff, "Also took part").fill("Office of the Prime Minister\ncivil society");
      await staff.getByRole("button", { name: "Record the activity" }).click();
      const said = await main(staff);
      assert.match(said, /Dates not known/);
      assert.match(said, /Participations not stated/);
      assert.match(said, /Iran \(Islamic Republic of\), Spain/);
      await staff.goto("/activities?year=unknown&kind=study+visit");
      assert.match(await main(staff), /Funding of therapy/);
    });

    step("the course is corrected, and its history says from what to what", async () => {
      await staff.goto("/activities/C-2016-12");
      await staff.getByRole("link", { name: "Edit", exact: true }).first().click();
      assert.equal(await group(3).getByLabel("Agency").inputValue() !== "", true, "who took part without a number stands there");
      await field(staff, "First day").fill("12 Dec 2016");
      await field(staff, "Participations").fill("20");
      await staff.getByRole("button", { name: "Save the activity" }).click();
      assert.match(await flash(staff), /C-2016-12 is saved/);
      const said = await main(staff);
      assert.match(said, /Dates 12 Dec 2016/);
      assert.match(said, /Participations 20/);
      assert.match(await words(staff.locator("#history")), /19/);
    });

    step("the donor of the phase reads it under its old address as well, and nothing of the visit", async () => {
      await japan.goto("/courses/C-2016-12");
      await japan.waitForURL("/activities/C-2016-12");
      assert.match(await main(japan), /Synthetic drugs on the Internet/);
      await isNotFound(japan, "/activities/V-THERAPY");
      await look(japan, "activity-donor");
    });

    step("the visit is shared with the donor, and its cost stays with those who paid", async () => {
      await staff.goto("/activities/V-THERAPY/funding");
      await field(staff, "Cost").fill("12,850.25");
      await look(staff, "activity-funding");
      await staff.getByRole("button", { name: "Record the cost" }).click();
      assert.match(await main(staff), /USD.12,850\.25/);
      await staff.goto("/activities/V-THERAPY/readers");
      await field(staff, "Donor").selectOption("JP");
      await look(staff, "activity-readers");
      await staff.getByRole("button", { name: "Share the activity" }).click();
      await japan.goto("/activities/V-THERAPY");
      assert.match(await main(japan), /Funding of therapy/);
      assert.doesNotMatch(await main(japan), /12,850/);
    });

    step("a test before and after, sessions, and what was found half a year later", async () => {
      await staff.goto("/activities/C-2016-12/details");
      await staff.getByRole("group", { name: "Session 1", exact: true }).getByLabel("About").fill("The Internet");
      await field(staff, "Which test").fill("Twenty questions");
      await field(staff, "Highest mark").fill("20");
      await field(staff, "Average before").fill("9.5");
      await field(staff, "Average after").fill("16.25");
      await look(staff, "activity-details");
      await staff.getByRole("button", { name: "Save", exact: true }).click();
      assert.match(await main(staff), /average 9\.5 of 20 \(number not recorded\).*average 16\.25 of 20/);
      assert.match(await main(staff), /Half a year after its last day is 12 Jun 2017/);
      await staff.goto("/activities/C-2016-12/follow-up");
      await field(staff, "When you asked").fill("Jun 2017");
      await field(staff, "Persons asked").fill("12");
      await field(staff, "Persons who use what they learned").fill("9");
      await field(staff, "What you found").fill("They search the Internet daily.");
      await staff.getByRole("button", { name: "Record the follow-up" }).click();
      assert.match(await main(staff), /9 of 12 persons asked use what they learned/);
    });
  });
}
