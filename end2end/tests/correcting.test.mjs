// A receipt that was counted wrongly is corrected on a phone within half an hour, with scripts and without: a form with the lines
// as they were signed, a review, a signature. (What is asked for later is tried with a clock that can be moved, in the portal's own
// tests.)

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  alive,
  axe,
  counting,
  DESK,
  dispatch,
  errorUnder,
  field,
  flash,
  follow,
  htmlFaults,
  journey,
  open,
  overflow,
  PHONE,
  row,
  saveDraft,
  schedule,
  shot,
  tabbed,
  words,
} from "../lib/index.mjs";

const CUSTOMS = "State Customs Committee";
const HEAD = ["Item description", "Serial No.", "Q-ty", "Unit price (USD)", "Grant", "Component", "End user", "Agency"];
const paid = ["JP-2020", "IMT II", "IMT Nukus", CUSTOMS];

/** A radio and twelve pairs of boots for customs, dispatched. Answers the tag of the boots. */
async function handOver(staff, code, mark) {
  await saveDraft(staff, { code, Title: `Boots counted wrongly ${mark}` });
  await staff.goto(`/rounds/${code}/packing`);
  const goods = [HEAD, ["Portable radio", `${mark}-80001`, "1", "900", ...paid], ["Winter boots", "", "12", "50", ...paid]];
  await field(staff, "Rows with their headings").fill(tabbed(goods));
  await staff.getByRole("button", { name: "Read the rows" }).click();
  await staff.getByRole("button", { name: "Import 2 lines" }).click();
  await staff.waitForURL((url) => url.pathname === `/rounds/${code}`);
  await schedule(staff, code, "2 lines");
  await dispatch(staff, code, "2 lines");
  return (await row(staff, "Winter boots").getByRole("link").first().getAttribute("href")).split("/").pop();
}

const runs = [
  ["390", PHONE, true],
  ["390-without-scripts", PHONE, false],
  ["1280", DESK, true],
];

for (const [name, viewport, js] of runs) {
  const mark = { 390: "V3", "390-without-scripts": "V0", 1280: "V1" }[name];
  const code = `R-2026-${mark}`;

  describe(`a receipt that was counted wrongly, at ${name}`, () => {
    const step = journey();
    let stage, staff, customs, boots, first, second;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff");
      customs = await stage.person("customs", { viewport, js });
    });

    after(() => stage?.close());

    step("eleven of twelve pairs are signed for", async () => {
      boots = await handOver(staff, code, mark);
      await customs.goto(`/rounds/${code}/receipt`);
      if (js) await alive(customs);
      const line = counting(customs, "Winter boots");
      await line.getByText("Short, damaged or refused").click();
      await line.getByLabel("Received", { exact: true }).fill("11");
      if (await line.getByLabel("Short", { exact: true }).inputValue() !== "1") await line.getByLabel("Short", { exact: true }).fill("1");
      await customs.getByRole("button", { name: "All the others arrived: review" }).or(customs.getByRole("button", { name: /^Everything arrived/ })).first().click();
      await customs.waitForURL(/review$/);
      await customs.getByRole("button", { name: /^Sign for 12 / }).click();
      await customs.waitForURL(/\/receipts\/[0-9a-f]+$/);
      first = new URL(customs.url()).pathname;
      assert.match(await words(customs.getByRole("main")), /You can correct it for (30|29) minutes more/);
      assert.deepEqual(await overflow(customs), []);
      if (js) assert.deepEqual(await axe(customs), []);
      await shot(customs, `correct-receipt-${name}`);
    });

    step("the form shows what was signed, and what does not add up comes back", async () => {
      await follow(customs.getByRole("link", { name: "Correct this receipt" }), `${first}/correct`);
      const line = counting(customs, "Winter boots");
      assert.equal(await line.getByLabel("Received", { exact: true }).inputValue(), "11");
      assert.equal(await line.getByLabel("Short", { exact: true }).inputValue(), "1");
      assert.equal(await counting(customs, "Portable radio").getByLabel("Received", { exact: true }).inputValue(), "1");
      assert.deepEqual(await overflow(customs), []);
      if (js) assert.deepEqual(await axe(customs), []);
      assert.deepEqual(await htmlFaults(customs, `${first}/correct`), []);
      await shot(customs, `correct-form-${name}`);
      await line.getByLabel("Received", { exact: true }).fill("12");
      await customs.getByRole("button", { name: "Review the correction" }).click();
      await customs.waitForURL(/again/);
      customs.complaints = customs.complaints.filter((complaint) => !complaint.includes("status of 422"));
      assert.match(await errorUnder(line.getByLabel("Received", { exact: true })), /add up to 13; 12 were sent/);
      assert.equal(await line.getByLabel("Received", { exact: true }).inputValue(), "12");
    });

    step("the review says what was signed and what is right; nothing is signed before it", async () => {
      const line = counting(customs, "Winter boots");
      await line.getByLabel("Short", { exact: true }).fill("0");
      await customs.getByRole("button", { name: "Review the correction" }).click();
      await customs.waitForURL(/\/correct\/review$/);
      const seen = await words(customs.locator("#differences"));
      assert.match(seen, /Winter boots.*Signed: received 11 of 12 pieces, 1 short.*Right: received 12 of 12 pieces/);
      assert.deepEqual(await overflow(customs), []);
      if (js) assert.deepEqual(await axe(customs), []);
      assert.deepEqual(await htmlFaults(customs, `${first}/correct/review`), []);
      await shot(customs, `correct-review-${name}`);
      await customs.getByRole("link", { name: "Change something" }).click();
      assert.equal(await line.getByLabel("Received", { exact: true }).inputValue(), "12", "what was typed is there");
      await customs.getByRole("button", { name: "Review the correction" }).click();
      await customs.waitForURL(/\/correct\/review$/);
    });

    step("signed again: the corrected version stands, and both lead to each other", async () => {
      await customs.getByRole("button", { name: "Sign the correction" }).click();
      await customs.waitForURL((url) => /^\/receipts\/[0-9a-f]+$/.test(url.pathname) && url.pathname !== first);
      second = new URL(customs.url()).pathname;
      assert.equal(await flash(customs), "Corrected. This version stands now; the first one stays readable.");
      await follow(customs.getByRole("link", { name: "Open the version before" }), first);
      assert.match(await words(customs.getByRole("main")), /Superseded by a corrected version on/);
      assert.equal(await customs.getByRole("link", { name: "Correct this receipt" }).count(), 0);
      await shot(customs, `correct-superseded-${name}`);
      await follow(customs.getByRole("link", { name: "Open the corrected version" }), second);
      assert.deepEqual(await overflow(customs), []);
      if (js) assert.deepEqual(await axe(customs), []);
      await shot(customs, `correct-corrected-${name}`);
    });

    step("staff read both versions; the round is closed and nothing differs", async () => {
      await staff.goto(`/rounds/${code}`);
      assert.equal(await words(staff.locator(".page-title .tag")), "Closed");
      assert.equal(await staff.locator(`a[href="${first}"]`).count(), 0);
      await staff.goto(`/items/${boots}`);
      const history = await words(staff.getByRole("main"));
      assert.match(history, /corrected since/);
      assert.match(history, /Counted wrongly: the corrected receipt stands in its place/);
      await shot(staff, `correct-item-${name}`);
      await staff.goto(`/discrepancies?round=${code}`);
      assert.equal(await staff.getByRole("link", { name: /Winter boots/ }).count(), 0);
      await staff.goto(`${first.replace("/receipts/", "/discrepancies/")}-2-short`);
      assert.match(await words(staff.getByRole("main")), /The receipt that found it was corrected/);
      for (const page of [staff, customs]) assert.deepEqual(page.complaints, []);
    });
  });
}
