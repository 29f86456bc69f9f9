// What happens after the receipt: a reassignment within and outside the agency, a theft, a return, a write-off, a new head.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  addLine,
  axe,
  dispatch,
  errorUnder,
  field,
  flash,
  follow,
  isNotAllowed,
  isNotFound,
  journey,
  newcomer,
  open,
  overflow,
  PHONE,
  reviewAndSign,
  row,
  saveDraft,
  schedule,
  shot,
  title,
  today,
  words,
} from "../lib/index.mjs";

const CODE = "R-2026-61";
const RADIOS = {
  kind: "Counted lot",
  Description: "Portable radio for the posts",
  Quantity: "10",
  "Unit of measure": "piece",
  Value: "5000",
  unit: "IMT Urgench",
  agency: "State Customs Committee",
  phase: "IMT · Phase II",
  shares: [["JP-2020", ""]],
};

describe("custody after the receipt", () => {
  const step = journey();
  let stage, staff, customs, colleague, interior, japan, tag;
  const main = (page) => page.getByRole("main");

  /** Opens one of the forms under “Change custody”, as a person does. */
  const change = async (page, words, path) => {
    await page.goto(`/items/${tag}`);
    await page.getByText("Change custody", { exact: true }).click();
    await follow(page.getByRole("link", { name: words, exact: true }), `/items/${tag}/${path}`);
  };
  /** Opens what waits for this person. */
  const waiting = async (page, kind) => {
    await page.goto("/custody");
    await follow(page.locator("#waiting").getByRole("link", { name: kind }).first(), /^\/custody\/[0-9a-f]{32}$/);
  };
  const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
  const where = async (page) => {
    await page.goto(`/items/${tag}`);
    return words(main(page).locator("dd", { has: page.locator("ul") }).first());
  };

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    customs = await stage.person("customs", { viewport: PHONE });
    interior = await stage.person("interior", { viewport: PHONE });
    japan = await stage.person("japan");
    const officer = {
      name: "Nodira Yusupova",
      login: "nodira",
      role: "Agency logistics officer",
      scope: "Agency: State Customs Committee",
    };
    colleague = await newcomer(stage, officer, { viewport: PHONE });
  });

  after(() => stage?.close());

  step("ten radios are handed over and received", async () => {
    await saveDraft(staff, { code: CODE, Title: "Radios" });
    tag = await addLine(staff, CODE, RADIOS);
    await schedule(staff, CODE, "1 line");
    await dispatch(staff, CODE, "1 line");
    await customs.goto(`/rounds/${CODE}/receipt`);
    await reviewAndSign(customs, "Sign for 10 pieces", "Everything arrived as sent: review 1 line");
    assert.match(await where(customs), /10 pieces? with IMT Urgench \(SCC\)/);
    await shot(customs, "custody-item-390");
  });

  step("a reassignment within the agency passes with the second confirmation", async () => {
    await change(customs, "Reassign", "reassign");
    assert.deepEqual(await axe(customs), []);
    assert.deepEqual(await overflow(customs), []);
    await shot(customs, "custody-reassign-390");
    await press(customs, "Propose the reassignment");
    await customs.getByRole("alert").waitFor();
    assert.equal(await errorUnder(field(customs, "To")), "Error: Choose the unit that gets it");
    await field(customs, "To").selectOption({ label: "IMT Nukus · State Customs Committee" });
    await field(customs, "How many").fill("4");
    await field(customs, "Reason").fill("Searches on the river at night");
    await press(customs, "Propose the reassignment");
    await customs.waitForURL(/\/custody\/[0-9a-f]{32}$/);
    assert.equal(await flash(customs), "Proposed. Custody passes when everybody has confirmed.");
    assert.match(await where(customs), /10 pieces? with IMT Urgench/);
    await colleague.goto("/");
    await follow(colleague.getByRole("link", { name: /Movements that wait for you/ }), "/custody");
    assert.deepEqual(await overflow(colleague), []);
    await shot(colleague, "custody-list-390");
    await waiting(colleague, "Reassignment");
    assert.deepEqual(await axe(colleague), []);
    await shot(colleague, "custody-movement-390");
    await press(colleague, "Confirm for IMT Nukus (SCC)");
    assert.equal(await flash(colleague), "Confirmed. Custody has passed.");
    assert.match(await where(colleague), /4 pieces with IMT Nukus \(SCC\).*6 pieces with IMT Urgench \(SCC\)/);
  });

  step("outside the agency, staff consent as well; the receiver reads the item only then", async () => {
    await isNotFound(interior, `/items/${tag}`);
    await change(customs, "Reassign", "reassign");
    const from = field(customs, "Now");
    await from.selectOption(await from.locator("option", { hasText: "IMT Nukus" }).getAttribute("value"));
    await field(customs, "Or a unit of another agency").fill("imt-ter/mia");
    await field(customs, "How many").fill("1");
    await field(customs, "Reason").fill("A joint search with the interior");
    await press(customs, "Propose the reassignment");
    await customs.waitForURL(/\/custody\/[0-9a-f]{32}$/);
    await waiting(interior, "Reassignment");
    await press(interior, "Confirm for IMT Termez (MIA)");
    assert.equal(await flash(interior), "Confirmed. It waits for the others.");
    await isNotFound(interior, `/items/${tag}`);
    await waiting(staff, "Reassignment");
    await shot(staff, "custody-movement-1280");
    await press(staff, "Consent for the programme");
    assert.equal(await flash(staff), "Confirmed. Custody has passed.");
    assert.match(await where(interior), /1 piece with IMT Termez \(MIA\)/);
    await interior.goto("/units/IMT-TER");
    assert.match(await words(row(interior, "Portable radio for the posts")), /1 piece.*Reassigned/);
  });

  step("a theft is reported without JavaScript; donors read where, not how", async () => {
    const plain = await stage.person("customs", { js: false });
    await change(plain, "Report a loss or theft", "loss");
    const from = field(plain, "It was");
    await from.selectOption(await from.locator("option", { hasText: "IMT Urgench" }).getAttribute("value"));
    await plain.getByRole("radio", { name: "Stolen" }).check();
    await field(plain, "How many").fill("1");
    await field(plain, "Day").fill(today());
    await field(plain, "Place and circumstances").fill("Taken from the cupboard at night");
    await press(plain, "Report it");
    await plain.getByRole("alert").waitFor();
    assert.equal(await errorUnder(field(plain, "Police report")), "Error: Enter the number of the police report");
    assert.equal(await field(plain, "Place and circumstances").inputValue(), "Taken from the cupboard at night");
    await field(plain, "Police report").fill("01-1147");
    await press(plain, "Report it");
    assert.equal(await flash(plain), "Reported as stolen.");
    assert.match(await words(main(plain)), /Police report 01-1147/);
    await plain.context().close();
    await japan.goto(`/items/${tag}`);
    const read = await words(main(japan));
    assert.match(read, /stolen from IMT Urgench/);
    assert.doesNotMatch(read, /01-1147|cupboard|Nodira/);
    await isNotAllowed(japan, "/custody", `/items/${tag}/loss`);
  });

  step("a unit returns one, and staff accept it into store", async () => {
    await change(customs, "Return to UNODC", "return");
    const from = field(customs, "Now");
    await from.selectOption(await from.locator("option", { hasText: "IMT Urgench" }).getAttribute("value"));
    await field(customs, "How many").fill("1");
    await field(customs, "Its condition").selectOption({ label: "Damaged" });
    await field(customs, "Reason").fill("The aerial is broken");
    await press(customs, "Offer the return");
    await customs.waitForURL(/\/custody\/[0-9a-f]{32}$/);
    await waiting(staff, "Return to UNODC");
    await press(staff, "Accept into store");
    assert.match(await where(staff), /1 piece with UNODC, in store/);
  });

  step("what is broken is written off by two people, and the title passes on its own", async () => {
    await change(staff, "Write off", "write-off");
    const from = field(staff, "It is");
    await from.selectOption("store");
    await field(staff, "How many").fill("1");
    await field(staff, "Decision").fill("PSB 14/2026");
    await field(staff, "Day of the decision").fill(today());
    await field(staff, "Reason").fill("Beyond repair");
    await shot(staff, "custody-write-off-1280");
    await press(staff, "Propose the write-off");
    await staff.waitForURL(/\/custody\/[0-9a-f]{32}$/);
    assert.equal(await staff.getByRole("button", { name: "Approve the write-off" }).count(), 0);
    const finance = await stage.person("finance");
    await waiting(finance, "Write-off");
    await press(finance, "Approve the write-off");
    assert.match(await where(finance), /1 piece written off/);
    await finance.context().close();
    await change(staff, "Pass the title", "title");
    await field(staff, "To").selectOption({ label: "State Customs Committee" });
    await field(staff, "How many").fill("9");
    await field(staff, "Passed on").fill(today());
    await field(staff, "Document").fill("Act 61");
    await press(staff, "Pass the title");
    assert.equal(await flash(staff), "The title has passed. Who holds it is unchanged.");
    assert.match(await words(main(staff)), /Owned by UNODC: 1 piece, State Customs Committee: 9 pieces?\./);
    await shot(staff, "custody-item-1280");
    assert.deepEqual(await axe(staff), []);
  });

  step("a new head accepts the inventory in one go; what is missing stays a question", async () => {
    await customs.goto("/units/IMT-URG");
    await follow(customs.getByRole("link", { name: "Change of head" }), "/units/IMT-URG/head");
    assert.equal(await words(title(customs)), "New head of IMT Urgench");
    assert.deepEqual(await axe(customs), []);
    assert.deepEqual(await overflow(customs), []);
    await shot(customs, "custody-head-390");
    await field(customs, "Rank or post").fill("Major");
    await field(customs, `Missing of ${tag}`).fill("1");
    await customs.getByLabel("I accept everything that is not marked as missing").check();
    await customs.getByRole("button", { name: /^Accept \d+ items?$/ }).click();
    await customs.getByRole("alert").waitFor();
    assert.equal(await errorUnder(field(customs, `What is known of ${tag}`)), "Error: Say what is known of where it is");
    await field(customs, `What is known of ${tag}`).fill("Not in the cupboard");
    await customs.getByRole("button", { name: /^Accept \d+ items?$/ }).click();
    assert.equal(await flash(customs), "Accepted. 1 missing: that stays a question under “Movements”.");
    assert.match(await words(row(customs, "Logistics officer, customs")), /Major.*present head.*1/);
    await colleague.goto("/custody");
    await follow(colleague.getByRole("link", { name: "Say where it is" }), /^\/custody\/missing\/\d+$/);
    await field(colleague, "Where it is").fill("In the car");
    await press(colleague, "It is there");
    assert.equal(await flash(colleague), "Answered.");
    assert.doesNotMatch(await words(main(colleague)), /Not in the cupboard/);
  });

  step("who held what is known for any day, also as a file", async () => {
    await staff.goto("/units/IMT-URG");
    assert.match(await words(row(staff, "Portable radio for the posts")), /4 pieces/);
    await shot(staff, "custody-unit-1280");
    const file = await staff.request.get("/units/IMT-URG/inventory.csv");
    assert.match(await file.text(), new RegExp(`${tag},Portable radio for the posts,4,piece,State Customs Committee`));
    await staff.goto("/units/IMT-URG?as_of=2021-06-01");
    assert.doesNotMatch(await words(staff.locator("#held")), /Portable radio for the posts/);
    for (const page of [staff, customs, colleague, interior, japan]) assert.deepEqual(page.complaints, []);
  });
});
