// A packing list with three bad rows: read from a file on a desk, pasted on a phone, mended row by row, imported whole.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  axe,
  DESK,
  errorUnder,
  field,
  flash,
  follow,
  htmlFaults,
  isNotAllowed,
  journey,
  open,
  overflow,
  PHONE,
  row,
  saveDraft,
  shot,
  tabbed,
  tile,
  title,
  words,
} from "../lib/index.mjs";

const SECURITY = "State Security Service";

/** Three of five rows are wrong: no unit, a quantity in words, a VIN with a letter O. */
const list = (mark) => [
  ["PACKING LIST No 7"],
  ["Item description", "Make", "Serial No.", "VIN", "Q-ty", "Unit price (USD)", "Grant", "Component", "End user", "Agency", "Accessories"],
  ["Winter boots", "Lowa", "", "", "40", "50.25", "JP-2020", "IMT II", "IMT Nukus", SECURITY, ""],
  ["Night-vision monocular", "Pulsar", `${mark}-0098–${mark}-0100`, "", "3", "2000", "JP-2020 60%; JP-2016 40%", "IMT II", "IMT Nukus", SECURITY, "Case; charger"],
  ["Head lamp", "", "", "", "12", "30", "JP-2020", "IMT II", "", SECURITY, ""],
  ["Thermos", "", "", "", "a dozen", "18", "JP-2020", "IMT II", "IMT Nukus", SECURITY, ""],
  ["Off-road car", "Toyota", "", `JTMHV05J6O4${mark === "MA" ? "123001" : "123002"}`, "1", "24,500", "JP-2020", "IMT II", "IMT Nukus", SECURITY, "Jack; spare wheel"],
];

const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell}"` : cell);
const csv = (rows) => rows.map((cells) => cells.map(quoted).join(",")).join("\r\n");

for (const [size, viewport, js] of [["1280", DESK, true], ["390", PHONE, false]]) {
  const mark = size === "1280" ? "MA" : "MB";
  const code = `R-2026-${size}`;

  describe(`a packing list at ${size} px`, () => {
    const step = journey();
    let stage, staff;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport, js });
    });

    after(() => stage?.close());

    step("only staff import lists", async () => {
      await saveDraft(staff, { code, Title: "Boots for the northern posts" });
      for (const login of ["customs", "japan"]) {
        const other = await stage.person(login, { js: false });
        await isNotAllowed(other, `/rounds/${code}/packing`);
        await other.context().close();
      }
    });

    step("something that is no table is refused with a sentence", async () => {
      await follow(staff.getByRole("link", { name: "Import a packing list" }).first(), `/rounds/${code}/packing`);
      assert.deepEqual(await overflow(staff), []);
      await shot(staff, `packing-start-${size}`);
      const chooser = field(staff, "Spreadsheet or CSV file");
      await chooser.setInputFiles({ name: "photo.xlsx", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\n\0\0\0", "latin1") });
      await staff.getByRole("button", { name: "Read the file" }).click();
      await staff.getByRole("alert").waitFor();
      assert.equal(await errorUnder(chooser), "Error: This is neither a spreadsheet (.xlsx) nor a table as text (.csv)");
    });

    step("the list is read and shows what is wrong; nothing is in the round", async () => {
      if (js) {
        await field(staff, "Spreadsheet or CSV file").setInputFiles({ name: "list-7.csv", mimeType: "text/csv", buffer: Buffer.from(csv(list(mark))) });
        await staff.getByRole("button", { name: "Read the file" }).click();
      } else {
        await field(staff, "Rows with their headings").fill(tabbed(list(mark)));
        await staff.getByRole("button", { name: "Read the rows" }).click();
      }
      await staff.waitForURL((url) => url.pathname === `/rounds/${code}/packing` && url.search === "");
      await staff.getByText("5 rows read from").waitFor();
      assert.equal(await tile(staff, "With mistakes"), "3");
      assert.match(await words(row(staff, "Head lamp")), /Choose the unit that will use it/);
      assert.match(await words(row(staff, "Thermos")), /Enter a whole number/);
      assert.match(await words(row(staff, "Off-road car")), /A VIN has no “O”/);
      assert.match(await words(row(staff, "Night-vision monocular")), /ready 3 lines/);
      assert.equal(await staff.getByRole("button", { name: /^Import/ }).count(), 0);
      assert.deepEqual(await overflow(staff), []);
      // Axe itself needs scripts in the page.
      if (js) assert.deepEqual(await axe(staff), []);
      assert.deepEqual(await htmlFaults(staff, `/rounds/${code}/packing`), []);
      await shot(staff, `packing-list-${size}`);
    });

    step("each row is mended on its own page; what is still wrong is kept and said again", async () => {
      await follow(row(staff, "Thermos").getByRole("link"), /\/packing\/6$/);
      assert.match(await errorUnder(field(staff, "Quantity")), /Enter a whole number/);
      assert.equal(await field(staff, "Quantity").inputValue(), "a dozen");
      assert.deepEqual(await overflow(staff), []);
      // Axe itself needs scripts in the page.
      if (js) assert.deepEqual(await axe(staff), []);
      await shot(staff, `packing-row-${size}`);
      await field(staff, "Quantity").fill("12 or so");
      await field(staff, "Note").fill("Ask the shipper");
      await staff.getByRole("button", { name: "Save the row" }).click();
      await staff.getByText("Saved. 1 mistake is left in this row.").waitFor();
      assert.equal(await field(staff, "Quantity").inputValue(), "12 or so");
      assert.equal(await field(staff, "Note").inputValue(), "Ask the shipper");
      await field(staff, "Quantity").fill("12");
      await staff.getByRole("button", { name: "Save the row" }).click();
      await staff.getByText("Row 6 is ready.").waitFor();
      await follow(row(staff, "Head lamp").getByRole("link"), /\/packing\/5$/);
      await field(staff, "Unit").selectOption({ label: "IMT Nukus" });
      await staff.getByRole("button", { name: "Save the row" }).click();
      await staff.getByText("Row 5 is ready.").waitFor();
      await follow(row(staff, "Off-road car").getByRole("link"), /\/packing\/7$/);
      await field(staff, "VIN").fill(`JTMHV05J604${mark === "MA" ? "123001" : "123002"}`);
      await staff.getByRole("button", { name: "Save the row" }).click();
      await staff.getByText("Row 7 is ready.").waitFor();
      assert.equal(await tile(staff, "With mistakes"), "0");
    });

    step("the whole list is imported", async () => {
      await shot(staff, `packing-ready-${size}`);
      // A grant that is not allocated to this phase shares a row: that is looked at, and said to be right.
      const why = staff.locator("textarea[name=reason]");
      if (await why.count()) await why.fill("Both grants agreed to share the monoculars");
      await staff.getByRole("button", { name: "Import 7 lines" }).click();
      await staff.waitForURL((url) => url.pathname === `/rounds/${code}`);
      assert.match(await flash(staff), /^7 lines imported\./);
      // 2,010 + 3 × 2,000 + 360 + 216 + 24,500
      assert.match(await tile(staff, "Planned value"), /USD 33,086\.00/);
      await staff.getByRole("link", { name: "Night-vision monocular" }).first().click();
      await staff.waitForURL(/\/items\//);
      assert.match(await words(title(staff)), /Night-vision monocular/);
      const said = await words(staff.getByRole("main"));
      assert.match(said, new RegExp(`${mark}-0098`));
      assert.match(said, /Case charger/);
      await shot(staff, `packing-item-${size}`);
      assert.deepEqual(staff.complaints, []);
    });
  });
}
