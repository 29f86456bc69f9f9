// A rate from its entry to the one that supersedes it: two people, and a list that is seen before it is entered.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { errorUnder, field, flash, follow, isNotAllowed, journey, open, overflow, row, shot, title, words } from "../lib/index.mjs";

const UN = "UN operational rate";
const LIST = "Currency code,Rate,Effective date\nUZS,9524.10,1 Mar 2020\nEUR,=1+1,2020-03-01\nAFN,76.5,2020-03-01";

describe("an exchange rate is entered, approved and superseded", () => {
  const step = journey();
  let stage, staff, finance, japan, entry;

  before(async () => {
    stage = await open();
    [staff, finance, japan] = [await stage.person("staff"), await stage.person("finance"), await stage.person("japan")];
  });

  after(() => stage?.close());

  step("a member of staff enters a rate, with a slip first", async () => {
    await staff.goto("/rates");
    await follow(staff.getByRole("link", { name: "Enter a rate" }), "/rates/new");
    await field(staff, "Source").selectOption({ label: UN });
    await field(staff, "Currency").selectOption("JPY");
    await field(staff, "Rate").fill("104,500");
    await field(staff, "Effective on").fill("16 Mar 2020");
    await staff.getByRole("button", { name: "Enter the rate" }).click();
    await staff.waitForURL("/rates/new?again");
    assert.match(await errorUnder(field(staff, "Rate")), /“104,500” can be 104500 or 104.500: write/);
    assert.equal(await field(staff, "Effective on").inputValue(), "16 Mar 2020");
    await field(staff, "Rate").fill("104.50");
    await staff.getByRole("button", { name: "Enter the rate" }).click();
    await staff.waitForURL(/\/rates\/entry\/\d+$/);
    entry = new URL(staff.url()).pathname;
    assert.match(await flash(staff), /Rate entered: 104\.50 JPY for 1 USD\. Another member of staff approves it\./);
    assert.match(await words(staff.getByRole("main")), /You entered this rate: another member of staff approves it/);
    assert.equal(await staff.getByRole("button", { name: "Approve the rate" }).count(), 0);
    await shot(staff, "rate-waiting-1280");
  });

  step("until it is approved nobody else reads it and it does not apply", async () => {
    const answer = await japan.request.get(entry);
    assert.equal(answer.status(), 404);
    assert.match(await asked(japan, "2020-04-01"), /unknown\. There is no rate of this source/);
  });

  step("the finance officer approves it from the list of what waits", async () => {
    await finance.goto("/rates");
    const waiting = row(finance, "104.50 JPY for 1 USD");
    await waiting.getByRole("checkbox").check();
    await finance.getByRole("button", { name: "Approve the ticked rates" }).click();
    await finance.waitForURL((url) => url.pathname === entry);
    assert.equal(await flash(finance), "1 rate approved.");
    assert.match(await words(finance.getByRole("main")), /Approved Finance officer \(demonstration\)/);
    assert.match(await asked(japan, "2020-04-01"), /104\.50 JPY for 1 USD, UN operational rate, effective on 16 Mar 2020/);
    assert.match(await asked(japan, "2020-04-01"), /¥743,000,000 makes USD 7,110,047\.85/);
  });

  step("it is superseded with a reason, and the events affected are listed", async () => {
    await staff.goto(entry);
    await follow(staff.getByRole("link", { name: "Supersede the rate" }), `${entry}/supersede`);
    await field(staff, "Rate").fill("107.50");
    await staff.getByRole("button", { name: "Enter the superseding rate" }).click();
    await staff.waitForURL(/again/);
    assert.match(await errorUnder(field(staff, "Reason")), /Say why the rate is superseded/);
    await field(staff, "Reason").fill("The circular was corrected on 20 March 2020");
    await staff.getByRole("button", { name: "Enter the superseding rate" }).click();
    await staff.waitForURL(/\/rates\/entry\/\d+$/);
    const superseding = new URL(staff.url()).pathname;
    await finance.goto(superseding);
    assert.equal(await finance.getByRole("heading", { name: "Events affected" }).count(), 1);
    await finance.getByRole("button", { name: "Approve the rate" }).click();
    await finance.waitForURL((url) => url.pathname === superseding);
    assert.match(await asked(japan, "2020-04-01"), /107\.50 JPY for 1 USD/);
    await finance.goto(entry);
    assert.match(await words(title(finance).locator("..")), /104\.50 JPY for 1 USD superseded/);
  });

  step("the history shows both, drawn and in a table that fits a phone", async () => {
    const phone = await stage.person("japan", { viewport: { width: 390, height: 844 } });
    for (const page of [japan, phone]) {
      await page.goto("/rates/JPY");
      assert.equal(await page.getByRole("img", { name: /JPY for one US dollar/ }).count(), 1);
      assert.deepEqual(await overflow(page), []);
    }
    assert.match(await words(japan.getByRole("table")), /107\.50.*In force.*104\.50.*Superseded/i);
    assert.doesNotMatch(await words(japan.getByRole("main")), /officer/i);
    await shot(japan, "rates-jpy-1280");
    await shot(phone, "rates-jpy-390");
    await phone.context().close();
  });

  step("a pasted list is shown row by row, mended and imported without scripts", async () => {
    const plain = await stage.person("staff", { js: false });
    await plain.goto("/rates/import");
    await field(plain, "The list").fill(LIST);
    await plain.getByRole("button", { name: "Check the list" }).click();
    await plain.waitForURL("/rates/import/preview");
    assert.match(await words(plain.getByRole("main")), /1 row has to be mended below.*left out: AFN.*not “=1\+1”/);
    assert.equal(await field(plain, "The list").inputValue(), LIST);
    await shot(plain, "rates-preview-1280");
    await field(plain, "The list").fill(LIST.replace("=1+1", "0.9075"));
    await plain.getByRole("button", { name: "Check the list again" }).click();
    await plain.getByRole("button", { name: "Import 2 rates" }).click();
    await plain.waitForURL(/\/rates(#|$)/);
    assert.match(await flash(plain), /2 rates imported, waiting for the approval of another member of staff/);
    await plain.context().close();
    await finance.goto("/rates");
    await finance.getByRole("button", { name: "Approve all 2 rates" }).click();
    await finance.waitForURL("/rates");
    assert.equal(await flash(finance), "2 rates approved.");
  });

  step("officers have no rates, donors enter none", async () => {
    const customs = await stage.person("customs");
    await isNotAllowed(customs, "/rates", "/rates/JPY", "/rates.csv", entry);
    await isNotAllowed(japan, "/rates/new", "/rates/import", `${entry}/supersede`);
  });

  async function asked(page, day) {
    await page.goto(`/rates?currency=JPY&source=UNORE&on=${day}&amount=743,000,000`);
    return words(page.locator("#answer"));
  }
});
