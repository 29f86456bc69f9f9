// Two people at once, and one person twice: one wins, the other reads why, and nothing is counted twice.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  alive,
  counting,
  errorUnder,
  field,
  flash,
  isNotAllowed,
  journey,
  newcomer,
  open,
  opens,
  PHONE,
  reviewAndSign,
  row,
  schedule,
  shot,
  title,
  typeLine,
  words,
} from "../lib/index.mjs";

/** Seven lines of this round still wait for customs, each for another unit. */
const ROUND = "R-2021-05";
const FORM = `/rounds/${ROUND}/receipt`;
const DRAFT = "R-2026-13";
const LOT = {
  kind: "Counted lot",
  Description: "Search mirror",
  Quantity: "6",
  Value: "90",
  unit: "IMT Termez",
  agency: "State Customs Committee",
  phase: "IMT · Phase II",
  shares: [["JP-2020", ""]],
};
const MOMENT = String.raw`\d{1,2} \w{3} \d{4}, \d\d:\d\d`;

describe("two officers count the same line", () => {
  const step = journey();
  let stage, staff, customs, dilshod;

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    customs = await stage.person("customs");
    const colleague = {
      name: "Dilshod Rahimov",
      login: "dilshod",
      role: "Logistics officer",
      scope: "Agency: State Customs Committee",
    };
    dilshod = await newcomer(stage, colleague, { viewport: PHONE });
  });

  after(() => stage?.close());

  step("an officer of another agency cannot even open the form for those lines", async () => {
    const coordinator = await stage.person("coordinator");
    assert.equal(await opens(coordinator, FORM, 404), "Page not found");
    await coordinator.context().close();
    await isNotAllowed(staff, FORM);
  });

  step("whoever begins later reads who counts since when, and what was typed stays in the browser", async () => {
    for (const page of [customs, dilshod]) {
      await page.goto(FORM);
      await alive(page);
    }
    await counting(dilshod, "IMT Jizzakh").getByText("Arrived", { exact: true }).tap();
    await dilshod.getByText("Saved", { exact: true }).waitFor();
    const radios = counting(customs, "IMT Karshi");
    for (let piece = 0; piece < 2; piece += 1) await radios.getByRole("button", { name: "Received: one less" }).click();
    await customs.getByText(/Not saved\. Dilshod Rahimov has been counting this round since/).waitFor();
    await shot(customs, "count-conflict-1280");
    const receipt = await reviewAndSign(dilshod, "Sign for 1 piece", "Review 1 line");
    assert.match(receipt, /^\/receipts\//);

    // The other count is over: what was typed goes on, except for what is confirmed.
    await customs.goto(FORM);
    await alive(customs);
    assert.equal(await counting(customs, "IMT Jizzakh").count(), 0, "what is counted is not asked for again");
    assert.equal(await radios.getByLabel("Received", { exact: true }).inputValue(), "8");
    await radios.getByText("2 short", { exact: true }).waitFor();
    assert.match(await karshi(), /Awaiting receipt/, "nothing of it is recorded");
    customs.complaints = customs.complaints.filter((complaint) => !complaint.includes("status of 409"));
  });

  step("reviewed and signed, the rest is recorded", async () => {
    const radios = counting(customs, "IMT Karshi");
    await radios.getByLabel("Remark").fill("Two cracked displays");
    for (let piece = 0; piece < 2; piece += 1) await radios.getByRole("button", { name: "Damaged: one more" }).click();
    await radios.getByText("2 damaged", { exact: true }).waitFor();
    await reviewAndSign(customs, "Sign for 8 pieces", "Review 1 line");
    assert.equal(await flash(customs), "Signed for 1 line.");
    assert.match(await karshi(), /8.*2 damaged.*Partly accepted/);
    assert.deepEqual(await receiptsOfCustoms(), ["Logistics officer, customs (demonstration)", "Dilshod Rahimov"]);
  });

  step("a double click on the button counts once", async () => {
    await customs.goto(FORM);
    await alive(customs);
    await counting(customs, "IMT Navoi").getByText("Arrived", { exact: true }).click();
    await customs.getByRole("button", { name: "Review 1 line" }).click();
    await customs.waitForURL(`${FORM}/review`);
    await customs.getByRole("button", { name: /^Sign for/ }).dblclick();
    await customs.waitForURL(/\/receipts\//);
    assert.equal((await receiptsOfCustoms()).length, 3);
  });

  step("back in the browser, and the same form sent once more, counts once", async () => {
    await customs.goto(FORM);
    await alive(customs);
    await counting(customs, "IMT Urgench").getByText("All 10 arrived").click();
    await customs.getByRole("button", { name: "Review 1 line" }).click();
    await customs.waitForURL(`${FORM}/review`);
    const sent = customs.waitForRequest((request) => request.url().endsWith("/api/sign_receipt"));
    await customs.getByRole("button", { name: /^Sign for/ }).click();
    const form = (await sent).postData();
    await customs.waitForURL(/\/receipts\//);
    const receipt = new URL(customs.url()).pathname;

    await customs.goBack();
    await customs.waitForURL(`${FORM}/review`);
    assert.equal(await customs.getByRole("button", { name: /^Sign for/ }).count(), 0, "the review is not shown from a cache");
    const again = await customs.evaluate(async (body) => {
      const answer = await fetch("/api/sign_receipt", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body,
      });
      return { status: answer.status, ...(await answer.json()) };
    }, form);
    assert.deepEqual({ status: again.status, location: again.location }, { status: 200, location: receipt }, "the first answer again");
    assert.equal((await receiptsOfCustoms()).length, 4);
    assert.deepEqual(dilshod.complaints, []);
    assert.deepEqual(customs.complaints, []);
  });

  const karshi = async () => {
    await staff.goto(`/rounds/${ROUND}?agency=SCC`);
    return words(row(staff, "Portable radio").filter({ hasText: "IMT Karshi" }));
  };

  /** Who signed the receipts of customs, newest first. */
  const receiptsOfCustoms = async () => {
    await staff.goto(`/rounds/${ROUND}`);
    const rows = staff.getByRole("region", { name: "Receipts of this round" }).getByRole("row").filter({ hasText: "State Customs Committee" });
    return Promise.all((await rows.all()).map((row) => words(row.locator('[data-label="Confirmed by"]'))));
  };
});

describe("two members of staff prepare the same round", () => {
  const step = journey();
  let stage, staff, finance;

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    finance = await stage.person("finance");
  });

  after(() => stage?.close());

  step("a double click makes one draft and one line", async () => {
    await staff.goto("/rounds/new");
    await field(staff, "Code").fill(DRAFT);
    await field(staff, "Title").fill("Mirrors for Termez");
    await staff.getByRole("button", { name: "Save the draft" }).dblclick();
    await staff.waitForURL(`/rounds/${DRAFT}`);
    await staff.goto(`/rounds/${DRAFT}/lines/new`);
    await typeLine(staff, LOT);
    await staff.getByRole("button", { name: "Add the line" }).dblclick();
    await staff.waitForURL((url) => url.pathname === `/rounds/${DRAFT}`);
    await staff.goto(`/rounds/${DRAFT}`);
    assert.equal(await row(staff, "Search mirror").count(), 1);
    await staff.goto(`/rounds?q=${DRAFT}`);
    assert.equal(await row(staff, DRAFT).count(), 1);
  });

  step("a code that is taken is refused under its field", async () => {
    await finance.goto("/rounds/new");
    await field(finance, "Code").fill(DRAFT);
    await field(finance, "Title").fill("Something else");
    await finance.getByRole("button", { name: "Save the draft" }).click();
    await finance.waitForURL("/rounds/new?again");
    assert.equal(await errorUnder(field(finance, "Code")), "Error: A round with this code exists already: choose another code");
    assert.equal(await field(finance, "Title").inputValue(), "Something else");
  });

  step("a stale description is refused with who changed it, and keeps what was typed", async () => {
    for (const page of [staff, finance]) await page.goto(`/rounds/${DRAFT}/edit`);
    await field(finance, "Place").fill("Termez, river port");
    await finance.getByRole("button", { name: "Save the description" }).click();
    await finance.waitForURL(`/rounds/${DRAFT}`);
    await field(staff, "Place").fill("Termez, airport");
    await field(staff, "Guests").fill("none");
    await staff.getByRole("button", { name: "Save the description" }).click();
    await staff.waitForURL(`/rounds/${DRAFT}/edit?again`);
    assert.match(
      await words(staff.getByRole("alert")),
      new RegExp(`Changed meanwhile by Finance officer \\(demonstration\\) on ${MOMENT}\\. What you typed is kept below`),
    );
    assert.equal(await field(staff, "Place").inputValue(), "Termez, airport");
    assert.equal(await field(staff, "Guests").inputValue(), "none");
    await shot(staff, "stale-edit-1280");
    await staff.getByRole("button", { name: "Save the description" }).click();
    await staff.waitForURL(`/rounds/${DRAFT}`);
    assert.match(await words(staff.getByRole("main")), /Termez, airport/);
  });

  step("mending a mistake does not hide that somebody else saved meanwhile", async () => {
    await staff.goto(`/rounds/${DRAFT}/edit`);
    await field(staff, "Round number").fill("seven");
    await staff.getByRole("button", { name: "Save the description" }).click();
    await staff.waitForURL(`/rounds/${DRAFT}/edit?again`);
    await finance.goto(`/rounds/${DRAFT}/edit`);
    await field(finance, "Occasion").fill("Review meeting");
    await finance.getByRole("button", { name: "Save the description" }).click();
    await finance.waitForURL(`/rounds/${DRAFT}`);
    await field(staff, "Round number").fill("7");
    await staff.getByRole("button", { name: "Save the description" }).click();
    await staff.getByText("Changed meanwhile by Finance officer").waitFor();
    assert.equal(await field(staff, "Round number").inputValue(), "7");
  });

  step("of two who dispatch, the second reads who was first", async () => {
    await schedule(finance, DRAFT, "1 line");
    for (const page of [staff, finance]) await page.goto(`/rounds/${DRAFT}/dispatch`);
    await finance.getByRole("button", { name: "Dispatch 1 line" }).click();
    await finance.waitForURL(`/rounds/${DRAFT}`);
    await staff.getByRole("button", { name: "Dispatch 1 line" }).click();
    await staff.waitForURL(`/rounds/${DRAFT}/dispatch?again`);
    assert.equal(await words(title(staff)), "Not possible now");
    assert.match(
      await words(staff.getByRole("main")),
      new RegExp(`dispatched already by Finance officer \\(demonstration\\) on ${MOMENT}`),
    );
    await finance.goto(`/rounds/${DRAFT}`);
    assert.equal(await finance.locator("#timeline").getByText("Dispatched", { exact: true }).count(), 1);
  });
});
