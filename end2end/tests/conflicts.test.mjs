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

  step("the second to send reads who was faster and when, and keeps what was typed", async () => {
    for (const page of [customs, dilshod]) {
      // Both have begun before either has saved: as with a bad line, on which nothing is saved while they count.
      await page.route("**/api/save_receipt_draft", (route) => route.fulfill({ status: 200, body: "{}" }));
      await page.goto(FORM);
      await alive(page);
    }
    await counting(dilshod, "IMT Jizzakh").getByText("Arrived", { exact: true }).tap();
    await counting(customs, "IMT Jizzakh").getByText("Arrived", { exact: true }).click();
    const radios = counting(customs, "IMT Karshi");
    await radios.getByText("The count differs").click();
    await radios.getByLabel("Received", { exact: true }).fill("8");
    await radios.getByLabel("Damaged", { exact: true }).fill("2");
    await radios.getByLabel("Remark").fill("Two cracked displays");
    await field(customs, "Remark about the whole delivery").fill("Came with the evening truck");

    await dilshod.getByRole("button", { name: "Confirm the counted line" }).tap();
    await dilshod.waitForURL(/\/receipts\//);
    await customs.getByRole("button", { name: "Confirm 2 counted lines" }).click();
    await customs.waitForURL(`${FORM}?again`);
    assert.match(
      await words(customs.getByRole("alert")),
      new RegExp(`“Off-road car” was already confirmed by Dilshod Rahimov on ${MOMENT}`),
    );
    await shot(customs, "count-conflict-1280");
    assert.equal(await counting(customs, "IMT Jizzakh").count(), 0, "what is counted is not asked for again");
    await alive(customs);
    assert.equal(await radios.getByLabel("The count differs").isChecked(), true);
    assert.equal(await radios.getByLabel("Received", { exact: true }).inputValue(), "8");
    assert.equal(await radios.getByLabel("Damaged", { exact: true }).inputValue(), "2");
    assert.equal(await radios.getByLabel("Remark").inputValue(), "Two cracked displays");
    assert.equal(await field(customs, "Remark about the whole delivery").inputValue(), "Came with the evening truck");
    assert.match(await karshi(), /Awaiting receipt/, "nothing of the refused form is recorded");
  });

  step("sent again, the rest is recorded", async () => {
    await customs.getByRole("button", { name: "Confirm the counted line" }).click();
    await customs.waitForURL(/\/receipts\//);
    assert.equal(await flash(customs), "Confirmed 1 line.");
    assert.match(await karshi(), /8.*2 damaged.*Partly accepted/);
    assert.deepEqual(await receiptsOfCustoms(), ["Logistics officer, customs (demonstration)", "Dilshod Rahimov"]);
  });

  step("a double click on the button counts once", async () => {
    await customs.goto(FORM);
    await alive(customs);
    await counting(customs, "IMT Navoi").getByText("Arrived", { exact: true }).click();
    await customs.getByRole("button", { name: "Confirm the counted line" }).dblclick();
    await customs.waitForURL(/\/receipts\//);
    assert.equal((await receiptsOfCustoms()).length, 3);
  });

  step("back in the browser, and the same form sent once more, counts once", async () => {
    await customs.goto(FORM);
    await alive(customs);
    await counting(customs, "IMT Urgench").getByText("All 10 arrived").click();
    const sent = customs.waitForRequest((request) => request.url().endsWith("/api/record_receipt"));
    await customs.getByRole("button", { name: "Confirm the counted line" }).click();
    const form = (await sent).postData();
    await customs.waitForURL(/\/receipts\//);
    const receipt = new URL(customs.url()).pathname;

    await customs.goBack();
    await customs.waitForURL(FORM);
    assert.equal(await counting(customs, "IMT Urgench").count(), 0, "the form is not shown from a cache");
    const again = await customs.evaluate(async (body) => {
      const answer = await fetch("/api/record_receipt", {
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
