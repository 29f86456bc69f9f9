// The national coordinator reads the teams of its country, what they hold and what came of them, and never an amount; the focal
// point reads a case once it was handed on to its agency.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, field, flash, htmlFaults, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

const MONEY = /USD|US\$|¥|JPY|EUR/;

for (const [name, viewport] of [["phone", PHONE], ["desk", DESK]]) {
  describe(`reading for a country (${name})`, () => {
    const step = journey();
    let stage, staff, ncdc, dcec;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport });
      ncdc = await stage.person("ncdc", { viewport });
      dcec = await stage.person("dcec", { viewport });
    });
    after(() => stage?.close());

    const main = (page) => words(page.getByRole("main"));

    async function look(page, picture) {
      await shot(page, `${picture}-${name}`);
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await htmlFaults(page, picture), []);
      assert.deepEqual(await axe(page), []);
    }

    step("the coordinator begins with the teams, what came to them and what is open", async () => {
      await ncdc.goto("/");
      await look(ncdc, "coordinator");
      const page = await main(ncdc);
      assert.match(page, /IMT Termez/);
      assert.match(page, /What came to them/);
      assert.match(page, /Discrepancies not settled/);
      assert.doesNotMatch(page, MONEY);
    });

    step("a team's page has what it holds, without an amount and without ways that lead nowhere", async () => {
      await ncdc.locator("#units").getByRole("link", { name: "IMT Termez" }).click();
      await look(ncdc, "coordinator-unit");
      assert.match(await main(ncdc), /What it holds/);
      assert.doesNotMatch(await main(ncdc), MONEY);
      assert.equal(await ncdc.locator('main a[href^="/items/"], main a[href^="/rounds/"], main a[href^="/receipts/"]').count(), 0);
    });

    step("it reads activities and results, and neither grants nor items", async () => {
      await ncdc.goto("/activities");
      await look(ncdc, "coordinator-activities");
      await ncdc.goto("/results");
      await look(ncdc, "coordinator-results");
      assert.match(await main(ncdc), /Opium.*3 kg 689 g/);
      assert.doesNotMatch(await main(ncdc), MONEY);
      for (const closed of ["/grants", "/items", "/rounds", "/rates", "/documents", "/people"]) {
        assert.equal((await ncdc.goto(closed)).status(), 403, closed);
      }
      ncdc.complaints = [];
    });

    step("the focal point reads a case once it was handed on", async () => {
      await dcec.goto("/");
      await look(dcec, "focal-point-nothing");
      assert.match(await main(dcec), /once staff record that it was handed on/);
      assert.equal((await dcec.goto("/results/CASE-BUKHARA")).status(), 404);
      dcec.complaints = [];
      await staff.goto("/results/CASE-BUKHARA/edit");
      await field(staff, "Agency that follows it up").selectOption("DCEC");
      await staff.getByRole("button", { name: "Save the case" }).click();
      assert.equal(await flash(staff), "Case CASE-BUKHARA is saved.");
      await dcec.goto("/");
      await look(dcec, "focal-point");
      await dcec.getByRole("link", { name: "Opium at Karakol and Bukhara" }).click();
      assert.match(await main(dcec), /Stage 1.*Stage 2/s);
      assert.equal((await dcec.goto("/units")).status(), 403);
      dcec.complaints = [];
    });
  });
}
