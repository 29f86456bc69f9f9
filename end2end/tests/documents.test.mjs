// Staff record a decree with its file, say what it applies to and who signed an agreement; the donor reads both.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, errorUnder, field, flash, htmlFaults, isNotFound, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

/** The smallest PDF that says something. */
function pdf() {
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>",
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = text.length;
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return { name: "decree.pdf", mimeType: "application/pdf", buffer: Buffer.from(text, "latin1") };
}

for (const [name, viewport, js] of [["phone", PHONE, true], ["desk", DESK, true], ["phone-plain", PHONE, false], ["desk-plain", DESK, false]]) {
  describe(`a decree and a signature (${name}, ${js ? "with" : "without"} JavaScript)`, () => {
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

    step("the form says everything that is missing at once, and keeps what was typed", async () => {
      await staff.goto("/units/IMT-TER");
      await staff.getByRole("link", { name: "Attach a document" }).click();
      assert.equal(await field(staff, "What it applies to").inputValue(), "unit IMT-TER");
      await look(staff, "document-form");
      await field(staff, "Code").fill("DECREE-2018");
      await field(staff, "What it applies to").fill("unit IMT-TER\nthe teams");
      await field(staff, "File").setInputFiles(pdf());
      await staff.getByRole("button", { name: "Record the document" }).click();
      await staff.getByRole("heading", { name: "Check what you entered" }).waitFor();
      assert.match(await errorUnder(field(staff, "Title")), /Enter the title/);
      assert.match(await errorUnder(field(staff, "What it applies to")), /“the teams”: write what it is and its code/);
      assert.match(await errorUnder(field(staff, "File")), /Choose the file again/);
      assert.equal(await field(staff, "Code").inputValue(), "DECREE-2018");
      await shot(staff, `document-refused-${name}`);
    });

    step("a decree is recorded with its file and cited on the unit, the round and the component", async () => {
      await field(staff, "What it is").selectOption({ label: "Decree" });
      await field(staff, "Title").fill("On the use of vehicles");
      await field(staff, "Number").fill("PP-3786");
      await field(staff, "Date").fill("Jun 2018");
      await field(staff, "Issuer").fill("President of the Republic of Uzbekistan");
      await staff.getByLabel("Uzbek", { exact: true }).check();
      await staff.getByLabel("Russian", { exact: true }).check();
      await field(staff, "What it applies to").fill("component IMT\nunit IMT-TER");
      await field(staff, "File").setInputFiles(pdf());
      await staff.getByLabel("The agencies that it concerns, and the donors of what it applies to").check();
      await staff.getByRole("button", { name: "Record the document" }).click();
      assert.equal(await flash(staff), "DECREE-2018 is recorded.");
      assert.match(await words(staff.getByRole("main")), /No\.|PP-3786/);
      await look(staff, "document");
      for (const page of ["/units/IMT-TER", "/units/IMT-SAM", "/rounds/R-2019-09", "/components/IMT"]) {
        await staff.goto(page);
        await staff.locator("#documents").getByRole("link", { name: "On the use of vehicles" }).waitFor();
      }
    });

    step("a misspelling is corrected, and the history says what it was", async () => {
      await staff.goto("/documents/DECREE-2018/edit");
      await field(staff, "Title").fill("On the use of vehicles and equipment");
      await staff.getByRole("button", { name: "Save the document" }).click();
      assert.match(await words(staff.locator("#history")), /On the use of vehicles → On the use of vehicles and equipment/);
    });

    step("the list is narrowed and searched", async () => {
      await staff.goto("/documents");
      await look(staff, "documents");
      await staff.goto("/documents?kind=decree&q=3786");
      await staff.getByRole("link", { name: "On the use of vehicles and equipment" }).waitFor();
      assert.equal(await staff.locator("tbody tr").count(), 1);
      await staff.goto("/search?q=PP-3786");
      await staff.getByRole("link", { name: /On the use of vehicles and equipment/ }).waitFor();
    });

    step("somebody who is not known yet signed the agreement, in the post of that day", async () => {
      await staff.goto("/grants/JP-2016/agreement");
      await staff.getByRole("link", { name: "Record who signed" }).click();
      await look(staff, "signing-form");
      await staff.getByLabel("Witnessed the signing").check();
      await field(staff, "Name").fill("Malika Umarova");
      await field(staff, "Post of that day").fill("Deputy Minister");
      await staff.getByRole("button", { name: "Record it" }).click();
      assert.match(await errorUnder(field(staff, "Name")), /Nobody is known here as “Malika Umarova”/);
      await staff.getByLabel("Somebody who is not known here yet").check();
      await staff.getByRole("button", { name: "Record it" }).click();
      assert.equal(await flash(staff), "Malika Umarova, Deputy Minister is recorded.");
      await staff.goto("/rounds/R-2019-12");
      await staff.getByRole("link", { name: "Record who spoke or came" }).click();
      await staff.getByLabel("Spoke", { exact: true }).check();
      await field(staff, "Name").fill("malika umarova");
      await field(staff, "Post of that day").fill("Minister");
      await staff.getByRole("button", { name: "Record it" }).click();
      await staff.goto("/officials/MALIKA-UMAROVA");
      const page = await words(staff.getByRole("main"));
      assert.match(page, /JP-2016.*Deputy Minister/);
      assert.match(page, /R-2019-12.*Minister/);
      await look(staff, "official");
    });

    step("the terms of an act offer the name", async () => {
      await staff.goto("/rounds/R-2019-12/terms");
      assert.equal(await staff.locator("#offered-names option[value='Malika Umarova']").count(), 1);
      assert.equal(await staff.locator("input[list=offered-names]").count() > 0, true);
    });

    step("the donor reads the decree, its file, and who signed", async () => {
      await japan.goto("/documents");
      await look(japan, "documents-donor");
      await japan.getByRole("link", { name: "On the use of vehicles and equipment" }).click();
      await japan.getByText("PP-3786").waitFor();
      const saved = japan.waitForEvent("download");
      await japan.getByRole("link", { name: /The document, PDF/ }).click();
      assert.equal((await saved).suggestedFilename(), "DECREE-2018-1.pdf");
      await japan.goto("/grants/JP-2016/agreement");
      assert.match(await words(japan.locator("#agreement")), /Nobuaki Ito, Ambassador.*Malika Umarova, Deputy Minister/);
      await look(japan, "grant-donor");
      await japan.goto("/officials");
      await look(japan, "officials-donor");
      assert.equal(await japan.getByRole("link", { name: "Record an official" }).count(), 0);
    });

    step("what is withdrawn is gone for the donor and stays for staff", async () => {
      await staff.goto("/documents/DECREE-2018/withdraw");
      await field(staff, "Why it is withdrawn").fill("Replaced by another");
      await staff.getByRole("button", { name: "Withdraw the document" }).click();
      await staff.getByText("Replaced by another").first().waitFor();
      await look(staff, "document-withdrawn");
      await isNotFound(japan, "/documents/DECREE-2018");
      await staff.getByRole("button", { name: "Let it stand again" }).click();
      assert.equal(await flash(staff), "DECREE-2018 stands again.");
    });
  });
}
