// A finance officer locks a period; opening it again takes another person and ends by itself. A budget is revised beside it.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, errorUnder, field, flash, follow, isNotAllowed, isNotFound, journey, open, overflow, PHONE, row, shot, title, words } from "../lib/index.mjs";

const MOMENT = String.raw`\d{1,2} \w{3} \d{4}, \d\d:\d\d`;

describe("a locked period", () => {
  const step = journey();
  let stage, staff, finance, address;

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    // Whatever staff do works without a script.
    finance = await stage.person("finance", { js: false });
  });

  after(() => stage?.close());

  step("a period is locked, and locked once", async () => {
    await finance.goto("/periods/new");
    await field(finance, "Grant").selectOption("JP-2020");
    await field(finance, "First day").fill("1 Jan 2019");
    await field(finance, "Last day").fill("31 Dec 2098");
    await field(finance, "Reason").fill("The statement of 2019 is certified");
    await finance.getByRole("button", { name: "Lock the period" }).click();
    await finance.waitForURL(/\/periods\/new\?again/);
    assert.match(await errorUnder(field(finance, "Last day")), /Only a period that is over can be locked/);
    await field(finance, "Last day").fill("31 Dec 2019");
    await finance.getByRole("button", { name: "Lock the period" }).click();
    await finance.waitForURL((url) => /^\/periods\/\d+$/.test(url.pathname));
    assert.equal(await flash(finance), "The period is locked.");
    assert.equal(await words(title(finance)), "1 Jan 2019 to 31 Dec 2019");
    address = new URL(finance.url()).pathname;
  });

  step("who asks to open it again does not decide it", async () => {
    await field(finance, "For how long").fill("400");
    await field(finance, "What has to be posted, and why it is late").fill("The invoice of March came late");
    await finance.getByRole("button", { name: "Ask another member of staff" }).click();
    await finance.waitForURL(`${address}?again`);
    assert.equal(await errorUnder(field(finance, "For how long")), "Error: Enter whole hours from 1 to 336");
    await field(finance, "For how long").fill("24");
    await finance.getByRole("button", { name: "Ask another member of staff" }).click();
    await finance.waitForURL(address);
    assert.match(await words(finance.getByRole("main")), /reopening asked.*Another member of staff decides it/);
    assert.equal(await finance.getByRole("link", { name: "Approve or reject" }).count(), 0);
    await finance.goto(`${address}/reopenings/1`);
    assert.match(await words(finance.getByRole("main")), /You asked for this: another member of staff decides it/);
    assert.equal(await finance.getByRole("button", { name: "Open the period" }).count(), 0);
  });

  step("another one sees from when until when, and opens it", async () => {
    await staff.goto("/");
    await staff.getByText("More", { exact: true }).click();
    await follow(staff.getByRole("link", { name: "Locked periods" }), "/periods");
    await shot(staff, "periods-1280");
    assert.deepEqual(await axe(staff), []);
    await follow(row(staff, "1 Jan 2019 to 31 Dec 2019").getByRole("link").first(), address);
    await follow(staff.getByRole("link", { name: "Approve or reject" }), `${address}/reopenings/1`);
    assert.match(await words(staff.getByRole("main")), new RegExp(`Approved now, the period is open from ${MOMENT} until ${MOMENT}`));
    await shot(staff, "reopening-1280");
    assert.deepEqual(await axe(staff), []);
    await staff.getByRole("button", { name: "Open the period" }).click();
    await staff.waitForURL(address);
    assert.match(await flash(staff), new RegExp(`^The period is open until ${MOMENT}, then locked again\\.$`));
    assert.match(await words(staff.getByRole("main")), new RegExp(`open until ${MOMENT}.*Approved by .* on ${MOMENT}`));
    await shot(staff, "period-1280");
  });

  step("donors and officers know of no locks", async () => {
    for (const login of ["japan", "customs"]) {
      const page = await stage.person(login);
      await isNotAllowed(page, "/periods", address);
      await page.context().close();
    }
  });
});

describe("a budget and what a grant is for", () => {
  const step = journey();
  let stage, finance, japan;

  before(async () => {
    stage = await open();
    finance = await stage.person("finance");
    japan = await stage.person("japan", { viewport: PHONE });
  });

  after(() => stage?.close());

  step("a line is added and revised, and both budgets stay", async () => {
    await finance.goto("/grants/JP-2020/agreement");
    await follow(finance.getByRole("link", { name: "Budget and its lines" }), "/grants/JP-2020/budget");
    await follow(finance.getByRole("link", { name: "Add a budget line" }), "/grants/JP-2020/budget/new");
    await field(finance, "Code").fill("VEHICLES");
    await field(finance, "What it pays for").fill("Off-road cars");
    await field(finance, "Original budget").fill("1,200,000");
    await field(finance, "Applies from").fill("1 Apr 2020");
    await finance.getByRole("button", { name: "Add the budget line" }).click();
    await finance.waitForURL("/grants/JP-2020/budget");
    assert.match(await words(row(finance, "VEHICLES")), /1,200,000\.00/);

    await follow(finance.getByRole("link", { name: "Revise VEHICLES" }), "/grants/JP-2020/budget/VEHICLES/revise");
    await field(finance, "Revised budget").fill("1 000 000");
    await field(finance, "Applies from").fill("1 Mar 2020");
    await field(finance, "Reason").fill("Fewer cars, more lamps");
    await finance.getByRole("button", { name: "Revise the budget line" }).click();
    assert.match(await errorUnder(field(finance, "Applies from")), /Version 1 applies from 1 Apr 2020/);
    await field(finance, "Applies from").fill("1 Sep 2020");
    await finance.getByRole("button", { name: "Revise the budget line" }).click();
    await finance.waitForURL("/grants/JP-2020/budget");
    assert.equal(await flash(finance), "Budget line VEHICLES revised to USD 1,000,000.00: version 2.");
    assert.match(await words(row(finance, "VEHICLES")), /1,200,000\.00 USD 1,000,000\.00 version 2, 1 Sep 2020/);
    await shot(finance, "budget-1280");
    assert.deepEqual(await axe(finance), []);
    await finance.goto("/grants/JP-2020/budget/VEHICLES/revise");
    assert.match(await words(finance.getByRole("main")), /1,000,000\.00 version 2.*Fewer cars, more lamps.*1,200,000\.00 original/);
    await shot(finance, "budget-revise-1280");
    await finance.goto("/grants/JP-2020/budget?as_of=2020-08-31");
    assert.doesNotMatch(await words(row(finance, "VEHICLES")), /1,000,000/);
  });

  step("the donor reads the budget, and what is booked over the quoted split stays unallocated", async () => {
    await japan.goto("/grants/JP-2020/budget");
    assert.match(await words(row(japan, "VEHICLES")), /1,000,000\.00/);
    assert.deepEqual(await overflow(japan), []);
    await shot(japan, "budget-390");
    await japan.goto("/grants/JP-2020/agreement");
    const section = words(japan.locator("#allocations"));
    assert.match(await section, /Booked USD 7,110,047\.85 booked · quoted split over 4,500,000 \+ 2,300,000 = over 6,800,000 quoted · USD 310,047\.85 unallocated/);
    assert.deepEqual(await overflow(japan), []);
    await isNotAllowed(japan, "/grants/JP-2020/budget/new", "/grants/JP-2020/budget/VEHICLES/revise");
    await isNotFound(japan, "/grants/KARAKOL-2016/budget");
  });

  step("an allocation is withdrawn with a reason, and the proposal is only shown", async () => {
    await finance.goto("/grants/JP-2020/allocations/new");
    assert.match(await words(finance.getByRole("main")), /USD 4,705,178\.72 for BLO Phase II \+ USD 2,404,869\.13 for IMT Phase II\. This is a proposal/);
    await shot(finance, "allocation-new-1280");
    await finance.goto("/grants/JP-2020/agreement");
    await finance.getByRole("link", { name: "Withdraw the allocation to IMT Phase II" }).click();
    assert.equal(await words(title(finance)), "Withdraw USD 2,300,000 from IMT Phase II?");
    await finance.getByRole("button", { name: "Withdraw the allocation" }).click();
    assert.match(await errorUnder(field(finance, "Reason")), /Enter why the allocation is withdrawn/);
    await field(finance, "Reason").fill("The split was renegotiated");
    await finance.getByRole("button", { name: "Withdraw the allocation" }).click();
    await finance.waitForURL(/\/grants\/JP-2020/);
    assert.equal(await flash(finance), "The allocation is withdrawn.");
    assert.match(await words(finance.locator("#allocations")), /USD 2,610,047\.85 unallocated/);
    await shot(finance, "grant-allocations-1280");
    for (const page of [finance, japan]) assert.deepEqual(page.complaints, []);
  });
});
