// The yen of a grant: pasted by one member of staff, approved by another, spent, reversed, and read by the donor.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { errorUnder, field, flash, follow, isNotAllowed, journey, open, opens, PHONE, row, shot, tile, title, words } from "../lib/index.mjs";

const GRANT = "JP-2026-T";
const LEDGER = `/grants/${GRANT}/ledger`;
const event = (number) => `${LEDGER}/${number}`;

describe("the money of a grant", () => {
  const step = journey();
  let stage, staff, finance, japan;

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    finance = await stage.person("finance");
    japan = await stage.person("japan");
    await staff.goto("/grants/new?donor=JP");
    await field(staff, "Code").fill(GRANT);
    await field(staff, "Title of the agreement").fill("Boots for the northern posts");
    await field(staff, "Amount").fill("743,000,000");
    await staff.getByRole("button", { name: "Record the grant" }).click();
    await staff.waitForURL(`/grants/${GRANT}`);
  });

  after(() => stage?.close());

  step("staff pastes the receipt; a mistake is named and nothing is lost", async () => {
    await staff.goto(LEDGER);
    await follow(staff.getByRole("link", { name: "Post an event" }), `${LEDGER}/new`);
    assert.equal(await field(staff, "Currency").inputValue(), "JPY");
    await staff.getByRole("radio", { name: "Receipt of funds" }).check();
    await field(staff, "Amount").fill("743 000 000");
    await field(staff, "Value date").fill("16 Mar 2020");
    await field(staff, "Who states the rate").selectOption({ label: "Implied by a booked amount" });
    await field(staff, "Rate stated in a document").fill("104.50");
    await field(staff, "Purpose").fill("The whole grant, paid at once");
    await staff.getByRole("button", { name: "Check the rate and the booked amount" }).click();
    await staff.waitForURL(`${LEDGER}/new?again`);
    assert.equal(await errorUnder(field(staff, "Document that states it")), "Error: Enter the document that states this rate");
    assert.equal(await field(staff, "Amount").inputValue(), "743 000 000");
    await shot(staff, "ledger-form-1280");
    await field(staff, "Document that states it").fill("UNODC, news of 1 December 2020");
    await staff.getByRole("button", { name: "Check the rate and the booked amount" }).click();
    await staff.waitForURL(`${LEDGER}/check`);
  });

  step("the booked amount is shown before it is posted, and what was typed can be changed", async () => {
    assert.equal(await tile(staff, "Amount"), "¥743,000,000");
    assert.equal(await tile(staff, "Rate"), "104.50");
    assert.equal(await tile(staff, "Booked in US dollars"), "USD 7,110,047.85");
    assert.match(await words(staff.getByRole("main")), /stated in “UNODC, news of 1 December 2020”/);
    await shot(staff, "ledger-check-1280");
    await follow(staff.getByRole("link", { name: "Change something" }), `${LEDGER}/new`);
    assert.equal(await field(staff, "Amount").inputValue(), "743 000 000");
    assert.equal(await staff.getByRole("radio", { name: "Receipt of funds" }).isChecked(), true);
    await field(staff, "Reference in the accounts").fill("BANK 2020-0316");
    await staff.getByRole("button", { name: "Check the rate and the booked amount" }).click();
    await staff.waitForURL(`${LEDGER}/check`);
    assert.match(await words(staff.getByRole("main")), /BANK 2020-0316/);
    await staff.getByRole("button", { name: "Post the receipt of ¥743,000,000" }).click();
    await staff.waitForURL(event(1));
    assert.equal(await flash(staff), `${GRANT}/1, the receipt of ¥743,000,000, is posted. Another member of staff approves it.`);
    await opensForm(staff);
  });

  step("whoever entered it does not approve it, and the donor does not see it", async () => {
    await staff.goto(event(1));
    assert.equal(await staff.getByRole("link", { name: "Approve" }).count(), 0);
    assert.match(await words(staff.getByRole("main")), /You entered this event. Another member of staff approves it/);
    assert.equal(await opens(staff, `${event(1)}/approve`, 409), "Not possible now");
    assert.equal(await opens(japan, event(1), 404), "Page not found");
    await isNotAllowed(japan, "/ledger/waiting", `${LEDGER}/new`);
    await japan.goto(LEDGER);
    assert.match(await words(japan.getByRole("main")), /No events yet/);
  });

  step("finance finds it on the overview and approves it", async () => {
    await finance.goto("/to-do?kind=money");
    const task = finance.getByRole("link", { name: new RegExp(`^Approve or reject ?: ${GRANT}/1: receipt of funds`) });
    await follow(task, event(1));
    await finance.goto("/ledger/waiting");
    await shot(finance, "ledger-waiting-1280");
    await follow(row(finance, `${GRANT}/1`).getByRole("link", { name: "Approve" }), `${event(1)}/approve`);
    assert.match(await words(finance.getByRole("main")), /USD 7,110,047\.85 is certified at the pinned rate/);
    await finance.getByRole("button", { name: "Approve the receipt of ¥743,000,000" }).click();
    await finance.waitForURL(event(1));
    assert.match(await flash(finance), /is approved: certified totals contain it/);
    assert.equal(await opens(finance, `${event(1)}/approve`, 409), "Not possible now");
  });

  step("an expenditure is posted, approved, reversed and approved again", async () => {
    await staff.goto(`${LEDGER}/new`);
    await staff.getByRole("radio", { name: "Expenditure" }).check();
    await field(staff, "Amount").fill("24,500.00");
    await field(staff, "Currency").selectOption("USD");
    await field(staff, "Value date").fill("2020-06-01");
    await field(staff, "Purpose").fill("Off-road car for Termez");
    await staff.getByRole("button", { name: "Check the rate and the booked amount" }).click();
    await staff.waitForURL(`${LEDGER}/check`);
    await staff.getByRole("button", { name: "Post the expenditure of USD 24,500.00" }).click();
    await staff.waitForURL(event(2));
    await approve(finance, 2, "expenditure of USD 24,500.00");

    await staff.goto(event(2));
    await follow(staff.getByRole("link", { name: "Reverse it" }), `${event(2)}/reverse`);
    await staff.getByRole("button", { name: "Post the reversal" }).click();
    await staff.waitForURL(`${event(2)}/reverse?again`);
    assert.equal(await errorUnder(field(staff, "Reason")), "Error: Enter why it is reversed");
    await field(staff, "Reason").fill("Paid from another grant");
    await staff.getByRole("button", { name: "Post the reversal" }).click();
    await staff.waitForURL(event(3));
    assert.equal(await words(title(staff)), "Reversal of the expenditure of USD 24,500.00");
    await approve(finance, 3, "reversal of the expenditure of USD 24,500.00");
    await follow(finance.getByRole("link", { name: "Post the amount again" }), `${LEDGER}/new`);
    assert.equal(await field(finance, "Amount").inputValue(), "24,500.00");
    assert.equal(await field(finance, "Purpose").inputValue(), "Off-road car for Termez");
  });

  step("what is above the ceiling is refused in words", async () => {
    await staff.goto(`${LEDGER}/new?from=1`);
    await staff.getByRole("button", { name: "Check the rate and the booked amount" }).click();
    await staff.waitForURL(`${LEDGER}/new?from=1&again`);
    assert.match(await errorUnder(field(staff, "Amount")), /This is above the ceiling: ¥743,000,000 of ¥743,000,000 was received before/);
  });

  step("the donor reads what is approved, on a desk and on a phone", async () => {
    await follow(await visit(japan, `/grants/${GRANT}/money`, "Ledger"), LEDGER);
    const rows = japan.getByRole("region", { name: "Money events" }).getByRole("row");
    assert.equal(await rows.count(), 4, "three events under the head");
    assert.match(await words(row(japan, `${GRANT}/1`)), /Receipt of funds.*¥743,000,000.*104\.50.*USD 7,110,047\.85/);
    assert.match(await words(row(japan, `${GRANT}/2`)), /reversed by/);
    assert.doesNotMatch(await words(japan.getByRole("region", { name: "Money events" })), /demonstration|provisional/);
    assert.match(await words(japan.locator(".table-sums")), /Expenditure, 2 approved events USD 0\.00/);
    const csv = await japan.request.get(`${LEDGER}.csv?kind=receipt`);
    const lines = (await csv.text()).trim().split("\r\n");
    assert.equal(lines.length, 2);
    assert.match(lines[1], /743000000,JPY,104\.50,Implied by a booked amount,,7110047\.85,approved/);
    await japan.goto(`${LEDGER}?from=2020-04&until=2020`);
    assert.equal(await row(japan, `${GRANT}/1`).count(), 0);
    assert.equal(await row(japan, `${GRANT}/2`).count(), 1);
    const phone = await stage.person("japan", { viewport: PHONE });
    await phone.goto(LEDGER);
    await shot(phone, "ledger-donor-390");
    await phone.goto(event(1));
    await shot(phone, "ledger-event-donor-390");
    for (const page of [staff, finance, japan, phone]) assert.deepEqual(page.complaints, []);
  });

  /** Nothing is parked any more: the page of the check leads back to the form. */
  const opensForm = async (page) => {
    await page.goto(`${LEDGER}/check`);
    await page.waitForURL(`${LEDGER}/new`);
    assert.equal(await field(page, "Amount").inputValue(), "");
  };

  const approve = async (page, number, name) => {
    await page.goto(event(number));
    await follow(page.getByRole("link", { name: "Approve" }), `${event(number)}/approve`);
    await page.getByRole("button", { name: `Approve the ${name}` }).click();
    await page.waitForURL(event(number));
  };

  const visit = async (page, path, link) => {
    await page.goto(path);
    return page.getByRole("main").getByRole("link", { name: link, exact: true });
  };
});
