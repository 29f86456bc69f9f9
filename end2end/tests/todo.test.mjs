// The to-do list from empty to worked off: what others do becomes a task, its button leads to the form, and done it is gone.
// Staff work without a script.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  addLine,
  dispatch,
  field,
  flash,
  follow,
  htmlFaults,
  journey,
  open,
  overflow,
  PHONE,
  reviewAndSign,
  saveDraft,
  schedule,
  shot,
  words,
} from "../lib/index.mjs";

const CODE = "R-2026-71";
const RADIOS = {
  kind: "Counted lot",
  Description: "Portable radio for the night",
  Quantity: "10",
  "Unit of measure": "piece",
  Value: "5000",
  unit: "IMT Urgench",
  agency: "State Customs Committee",
  phase: "IMT · Phase II",
  shares: [["JP-2020", ""]],
};

describe("the to-do list from empty to worked off", () => {
  const step = journey();
  let stage, staff, finance, customs, japan, tag;
  const before_ = {};

  /** Every sentence of a kind; the demonstration's own are told from what came since. */
  async function sentences(kind) {
    await staff.goto(`/to-do?kind=${kind}`);
    return staff.locator(".task").allInnerTexts();
  }
  const firstLine = (text) => text.split("\n")[0];
  /** What came since the beginning. */
  async function fresh(kind) {
    const known = before_[kind].map(firstLine);
    return (await sentences(kind)).filter((text) => !known.includes(firstLine(text)));
  }
  async function one(kind, expected) {
    const tasks = await fresh(kind);
    assert.equal(tasks.length, 1, `${kind}: ${tasks.join(" | ")}`);
    assert.match(tasks[0], expected);
  }
  const none = async (kind) => assert.deepEqual(await fresh(kind), [], kind);
  /** Presses the one button of the fresh task. */
  async function work(kind, sentence) {
    await staff.goto(`/to-do?kind=${kind}`);
    const task = staff.locator(".task", { hasText: sentence });
    await task.locator("a.button, .button a, button").first().click();
    await staff.waitForLoadState();
  }

  before(async () => {
    stage = await open();
    staff = await stage.person("staff", { js: false });
    finance = await stage.person("finance");
    customs = await stage.person("customs", { viewport: PHONE });
    japan = await stage.person("japan");
    for (const kind of ["round", "count", "acts", "question", "money", "rate", "reopening", "movement", "milestone"]) {
      before_[kind] = await sentences(kind);
    }
  });
  after(() => stage?.close());

  step("a draft of a colleague is completed, scheduled and sent from the list", async () => {
    await none("round");
    await saveDraft(finance, { code: CODE, Title: "Radios for the night" });
    await one("round", /R-2026-71: a draft without lines/);
    await work("round", CODE);
    assert.equal(new URL(staff.url()).pathname, `/rounds/${CODE}/lines/new`);
    tag = await addLine(staff, CODE, RADIOS);
    await one("round", /a draft of 1 line/);
    await work("round", CODE);
    await schedule(staff, CODE, "1 line");
    await one("round", /1 line scheduled/);
    await work("round", CODE);
    assert.equal(new URL(staff.url()).pathname, `/rounds/${CODE}/dispatch`);
    await dispatch(staff, CODE, "1 line");
    await none("round");
    await shot(staff, "todo-worked-1280");
  });

  step("what an agency has to count is gone when its officer has counted", async () => {
    await one("count", /R-2026-71: State Customs Committee, 1 line open/);
    await one("acts", /R-2026-71: 1 agency has no act yet/);
    await customs.goto(`/rounds/${CODE}/receipt`);
    await reviewAndSign(customs, "Sign for 10 pieces", "Everything arrived as sent: review 1 line");
    await none("count");
  });

  step("a return that an officer offers is accepted", async () => {
    await none("movement");
    await customs.goto(`/items/${tag}`);
    await customs.getByText("Change custody", { exact: true }).click();
    await follow(customs.getByRole("link", { name: "Return to UNODC", exact: true }), `/items/${tag}/return`);
    await field(customs, "How many").fill("1");
    await field(customs, "Its condition").selectOption({ label: "Damaged" });
    await field(customs, "Reason").fill("The aerial is broken");
    await customs.getByRole("button", { name: "Offer the return", exact: true }).click();
    await customs.waitForURL(/\/custody\/[0-9a-f]{32}$/);
    await one("movement", /Return/);
    await work("movement", "Return");
    await staff.getByRole("button", { name: "Accept into store", exact: true }).click();
    await none("movement");
  });

  step("a question of an embassy is answered", async () => {
    await none("question");
    await japan.goto("/grants/JP-2020");
    await japan.getByRole("link", { name: "Ask about this figure: Received" }).click();
    await field(japan, "Your question").fill("At which rate was it booked?");
    await japan.getByRole("button", { name: "Send the question" }).click();
    await one("question", /asks about “Received/);
    await work("question", "asks about");
    await field(staff, "Answer").fill("At 104.50.");
    await staff.getByRole("button", { name: "Send the answer" }).click();
    assert.equal(await flash(staff), "The answer is sent.");
    await none("question");
  });

  step("money and a rate that a colleague enters are approved", async () => {
    await none("money");
    await finance.goto("/grants/JP-2020/ledger/new");
    await finance.getByRole("radio", { name: "Expenditure" }).check();
    await field(finance, "Amount").fill("24,500.00");
    await field(finance, "Currency").selectOption("USD");
    await field(finance, "Value date").fill("2020-06-01");
    await field(finance, "Purpose").fill("Off-road car for Termez");
    await finance.getByRole("button", { name: "Check the rate and the booked amount" }).click();
    await finance.getByRole("button", { name: "Post the expenditure of USD 24,500.00" }).click();
    await finance.waitForURL(/\/ledger\/\d+$/);
    await one("money", /expenditure of USD 24,500\.00/);
    await work("money", "USD 24,500.00");
    await follow(staff.getByRole("link", { name: "Approve" }), /\/approve$/);
    await staff.getByRole("button", { name: /^Approve the expenditure/ }).click();
    await staff.waitForURL(/\/ledger\/\d+$/);
    await none("money");

    await none("rate");
    await finance.goto("/rates/new");
    await field(finance, "Source").selectOption({ label: "UN operational rate" });
    await field(finance, "Currency").selectOption("JPY");
    await field(finance, "Rate").fill("104.75");
    await field(finance, "Effective on").fill("16 Mar 2021");
    await finance.getByRole("button", { name: "Enter the rate" }).click();
    await finance.waitForURL(/\/rates\/entry\/\d+$/);
    await one("rate", /104\.75 JPY for USD 1/);
    await work("rate", "104.75");
    await staff.getByRole("button", { name: "Approve the rate" }).click();
    await none("rate");
  });

  step("a locked period is opened for a colleague who asks", async () => {
    await none("reopening");
    await finance.goto("/periods/new");
    await field(finance, "Grant").selectOption("JP-2020");
    await field(finance, "First day").fill("1 Jan 2019");
    await field(finance, "Last day").fill("31 Dec 2019");
    await field(finance, "Reason").fill("The statement of 2019 is certified");
    await finance.getByRole("button", { name: "Lock the period" }).click();
    await finance.waitForURL((url) => /^\/periods\/\d+$/.test(url.pathname));
    await field(finance, "For how long").fill("24");
    await field(finance, "What has to be posted, and why it is late").fill("The invoice of March came late");
    await finance.getByRole("button", { name: "Ask another member of staff" }).click();
    await one("reopening", /asks to reopen 1 Jan 2019 to 31 Dec 2019 for 24 hours/);
    await work("reopening", "asks to reopen");
    await staff.getByRole("button", { name: "Open the period" }).click();
    await none("reopening");
  });

  step("a milestone that became late is met", async () => {
    await none("milestone");
    await finance.goto("/components/IMT/milestones/new?phase=2");
    await field(finance, "What is to be achieved").fill("Two radios a team");
    await field(finance, "Due on").fill("2019");
    await finance.getByRole("button", { name: "Add the milestone" }).click();
    await finance.waitForURL((url) => url.pathname === "/components/IMT");
    await one("milestone", /“Two radios a team” was due 2019/);
    await work("milestone", "Two radios a team");
    await field(staff, "Met on").fill("Mar 2020");
    await staff.getByRole("button", { name: "Mark as met" }).click();
    await none("milestone");
  });

  step("everything is worked off but the act that is to be prepared", async () => {
    for (const kind of ["round", "count", "movement", "question", "money", "rate", "reopening", "milestone"]) await none(kind);
    await one("acts", /R-2026-71/);
    await staff.goto("/to-do");
    assert.deepEqual(await overflow(staff), []);
    assert.deepEqual(await htmlFaults(staff, "to-do"), []);
    assert.match(await words(staff.getByRole("main")), /To do/);
    for (const page of [staff, finance, customs, japan]) assert.deepEqual(page.complaints, []);
  });
});
