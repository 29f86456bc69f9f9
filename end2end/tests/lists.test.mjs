// Lists live in their address; and what was published can be read back from them, word for word.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { cents, chain, follow, oneLine, open, overflow, PHONE, row, shot, tile, title, words } from "../lib/index.mjs";

/** Nothing narrows it; it may still be sorted. */
const isWholeList = (url) => url.pathname === "/items" && [...url.searchParams.keys()].every((key) => key === "sort");
const search = (page) => new URL(page.url()).search;
const rows = (page, table) => page.getByRole("region", { name: table, exact: true }).getByRole("rowheader");
const count = (page) => words(page.locator(".filter-count"));
const main = (page) => words(page.getByRole("main"));

describe("lists", () => {
  let stage, staff;

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
  });

  after(async () => {
    assert.deepEqual(staff?.complaints, []);
    await stage?.close();
  });

  test("search, filters, chips and “clear” all end in the address", async () => {
    await staff.goto("/items");
    assert.match(await count(staff), /^1\d\d items$/);
    await staff.getByRole("searchbox", { name: "Name, tag, serial, VIN, plate or unit" }).fill("xdem18");
    await staff.getByRole("main").getByLabel("Unit", { exact: true }).selectOption({ label: "IMT Nukus" });
    await staff.getByRole("button", { name: "Show" }).click();
    await staff.waitForURL(/\/items\?/);
    const asked = Object.fromEntries(new URL(staff.url()).searchParams);
    assert.deepEqual([asked.q, asked.unit], ["xdem18", "IMT-NUK"]);
    assert.equal(await count(staff), "5 items");
    for (const name of await rows(staff, "Items").allInnerTexts()) assert.match(name, /^Off-road car/);
    assert.equal(await staff.getByRole("searchbox", { name: "Name, tag" }).inputValue(), "xdem18", "the form shows what is active");

    const chips = staff.getByRole("list", { name: "Active filters" });
    assert.match(await words(chips), /“xdem18” × Unit: IMT Nukus × Clear all/);
    await shot(staff, "items-filtered-1280");
    await chips.getByRole("link", { name: "Remove filter “xdem18”" }).click();
    await staff.waitForURL((url) => url.searchParams.get("unit") === "IMT-NUK" && !url.searchParams.has("q"));
    await chips.getByRole("link", { name: "Clear all" }).click();
    await staff.waitForURL(isWholeList);
    assert.equal(await chips.count(), 0);
  });

  test("a column head sorts, and turns the order round", async () => {
    await staff.goto("/items?component=IMT&kind=vehicle");
    const value = staff.getByRole("columnheader", { name: "Value" });
    await value.getByRole("link").click();
    await staff.waitForURL(/sort=value$/);
    assert.equal(await value.getAttribute("aria-sort"), "ascending");
    const values = async () => (await staff.locator('[data-label="Value"]').allInnerTexts()).map(cents);
    const up = await values();
    assert.deepEqual(up, [...up].sort((a, b) => (a < b ? -1 : 1)));
    await value.getByRole("link").click();
    await staff.waitForURL(/sort=-value$/);
    assert.equal(await value.getAttribute("aria-sort"), "descending");
    assert.deepEqual(await values(), up.toReversed());
    assert.match(search(staff), /component=IMT&kind=vehicle/, "sorting keeps the filters");
  });

  test("a long list has pages; a changed filter starts again at the first", async () => {
    await staff.goto("/items?sort=name");
    const total = Number((await count(staff)).match(/^\d+/)[0]);
    await staff.getByText(`1–50 of ${total}`).waitFor();
    const first = await rows(staff, "Items").allInnerTexts();
    assert.equal(first.length, 50);
    await staff.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Next" }).click();
    await staff.waitForURL(/after=/);
    assert.match(search(staff), /sort=name/);
    await staff.getByText(`50 of ${total}`, { exact: true }).waitFor();
    const second = await rows(staff, "Items").allInnerTexts();
    assert.equal(second.filter((item) => first.includes(item)).length, 0, "no item stands on two pages");
    await staff.getByRole("main").getByLabel("Status", { exact: true }).selectOption({ label: "Partly accepted" });
    await staff.getByRole("button", { name: "Show" }).click();
    await staff.waitForURL(/state=/);
    assert.doesNotMatch(search(staff), /after=/);
    await staff.goto("/items?sort=name&after=999999~zzzz");
    await staff.getByText("Nothing on this page").waitFor();
    await follow(staff.getByRole("link", { name: "First page" }), "/items");
    assert.deepEqual(await rows(staff, "Items").allInnerTexts(), first, "the way back leads to the first page");
  });

  test("three kinds of nothing, each with the way out", async () => {
    await staff.goto("/rounds?q=submarine");
    assert.match(await words(staff.locator(".empty")), /^No rounds found for “submarine” Check the spelling/);
    await follow(staff.getByRole("link", { name: "Clear the search" }), "/rounds");
    assert.equal(await rows(staff, "Handover rounds").count(), 7);

    await staff.goto("/items?kind=vehicle&state=refused");
    assert.match(await words(staff.locator(".empty")), /^No items with these filters/);
    await staff.getByRole("link", { name: "Clear filters" }).click();
    await staff.waitForURL(isWholeList);

    await staff.goto("/items?q=submarine&kind=vehicle");
    await staff.getByRole("link", { name: "Clear search and filters" }).click();
    await staff.waitForURL(isWholeList);

    const usa = await stage.person("usa");
    await usa.goto("/rounds");
    assert.match(await words(usa.locator(".empty")), /^No rounds yet A round is one handover/);
    assert.equal(await usa.getByRole("link", { name: "Prepare the first round" }).count(), 0, "only for those who can");
    await usa.context().close();
  });

  test("on a phone the rows are cards, the filters fold, and the order is a choice", async () => {
    const phone = await stage.person("staff", { viewport: PHONE });
    await phone.goto("/items?unit=IMT-TER");
    assert.deepEqual(await overflow(phone), []);
    assert.equal(await phone.getByRole("main").getByLabel("Order", { exact: true }).isVisible(), false);
    await phone.getByText("Filters and order").tap();
    await phone.getByRole("main").getByLabel("Order", { exact: true }).selectOption({ label: "Highest value first" });
    await phone.getByRole("button", { name: "Show" }).tap();
    await phone.waitForURL(/sort=-value/);
    await phone.getByRole("link", { name: "Remove filter Unit: IMT Termez" }).waitFor();
    await shot(phone, "items-390");
    assert.deepEqual(phone.complaints, []);
    await phone.context().close();
  });

  test("“Gulistan” and “Syrdarya” find the same team", async () => {
    for (const name of ["Gulistan", "Syrdarya", "syrdarya"]) {
      await staff.goto("/units");
      await staff.getByRole("searchbox", { name: "Name, other name, area or agency" }).fill(name);
      await staff.getByRole("button", { name: "Show" }).click();
      await staff.waitForURL(/q=/);
      assert.equal(await rows(staff, "Units").count(), 1, name);
      await follow(rows(staff, "Units").getByRole("link"), "/units/IMT-SYR");
      assert.equal(await words(title(staff)), "IMT Gulistan");
      await staff.goto(`/items?q=${name}`);
      assert.match(await count(staff), /^[1-9]\d* items$/);
    }
  });

  test("thirteen teams, all of them working now and six in 2019", async () => {
    await staff.goto("/units?kind=IMT");
    assert.equal(await count(staff), "13 units");
    await staff.goto("/units?kind=IMT&status=working");
    assert.equal(await count(staff), "13 units");
    await staff.goto("/units?kind=IMT&year=2019");
    assert.equal(await count(staff), "6 units");
    const places = (await rows(staff, "Units").allInnerTexts()).map((name) => oneLine(name).split(" ")[1]);
    assert.deepEqual(places.sort(), ["Fergana", "Gulistan", "Nukus", "Samarkand", "Tashkent", "Termez"]);
  });
});

describe("what was published", () => {
  let stage, staff, japan;

  before(async () => {
    stage = await open();
    [staff, japan] = [await stage.person("staff"), await stage.person("japan")];
  });

  after(async () => {
    for (const page of [staff, japan]) assert.deepEqual(page?.complaints, []);
    await stage?.close();
  });

  test("the grant of 2016: a ceiling in yen, and dollars as an approximate quote", async () => {
    for (const reader of [staff, japan]) {
      await reader.goto("/grants/JP-2016/money");
      assert.match(await main(reader), /approximately USD 2,500,000 quoted/);
      await reader.goto("/grants/JP-2016/agreement");
      assert.match(await main(reader), /Ceiling ¥263,000,000 ceiling/);
      assert.match(await main(reader), /Signed on 20 Oct 2016/);
    }
  });

  test("the grant of 2020: over USD 4,500,000 for one component, USD 2,300,000 for the other", async () => {
    for (const reader of [staff, japan]) {
      await reader.goto("/grants/JP-2020");
      assert.match(await main(reader), /The ¥743,000,000, in six steps/);
      await reader.getByRole("link", { name: "Agreement" }).click();
      const allocations = reader.getByRole("region", { name: "Allocations to components and phases" });
      assert.match(await words(allocations.getByRole("row").filter({ hasText: "BLO" })), /BLO Phase II.*over USD 4,500,000 quoted/);
      assert.match(await words(allocations.getByRole("row").filter({ hasText: "IMT" }).last()), /IMT Phase II.*USD 2,300,000 quoted/);
      assert.doesNotMatch(await main(reader), /over USD 2,300,000|6,800,000\.00/);
    }
    await shot(staff, "grant-2020-1280");
  });

  test("25 September 2019 is one round with two components and both quotes", async () => {
    await staff.goto("/rounds/R-2019-09");
    assert.match(await main(staff), /25 Sep 2019/);
    const published = staff.getByRole("region", { name: "Published figures about this round" });
    assert.match(await words(published), /USD 248,000 quoted.*total value of 248,000 USD/);
    assert.match(await words(published), /nearly USD 250,000 quoted/);
    assert.match(await words(chain(staff)), /BLO Phase I.*IMT Phase I/);
    await staff.goto("/rounds?component=BLO");
    assert.equal(await row(staff, "R-2019-09").count(), 1);
    await staff.goto("/rounds?component=IMT");
    assert.equal(await row(staff, "R-2019-09").count(), 1);
  });

  test("the fifth round of 10 December 2019 is USD 150,000, and its lines add up to it", async () => {
    await staff.goto("/rounds/R-2019-12");
    assert.match(await words(staff.locator(".page-kind").first()), /Round 5 R-2019-12/i);
    assert.match(await words(staff.getByRole("region", { name: "Published figures about this round" })), /USD 150,000 quoted/);
    assert.equal(cents(await tile(staff, "Handed-over value")), 150_000_00n);
    const values = await staff.getByRole("region", { name: "Lines of this round" }).locator('[data-label="Value"]').allInnerTexts();
    assert.equal(values.map(cents).reduce((sum, value) => sum + value, 0n), 150_000_00n);
    assert.ok(values.every((value) => value.includes("illustrative")), "invented lines say so");
    assert.match(await main(staff), /10 Dec 2019/);
  });

  test("nineteen took part in September 2016, on no particular day", async () => {
    await staff.goto("/activities?year=2016");
    await staff.getByRole("link", { name: "New psychoactive substances" }).click();
    await staff.waitForURL("/activities/C-2016-09");
    assert.match(await main(staff), /Dates Sep 2016 .*Participations 19 /);
    assert.doesNotMatch(await main(staff), /\d{1,2} Sep 2016/);
    assert.match(await main(staff), /National Security Service|State Customs Committee/);
  });

  test("an agency has the name of the day", async () => {
    await staff.goto("/agencies");
    assert.match(
      await words(row(staff, /^State Security Service/)),
      /State Security Service since 14 Mar 2018 National Security Service until 14 Mar 2018/,
    );
    await staff.goto("/agencies?q=National Security Service");
    assert.equal(await row(staff, /^State Security Service/).count(), 1, "an earlier name finds it");
    await staff.goto("/rounds/R-2019-12");
    assert.match(await main(staff), /State Security Service/);
    assert.doesNotMatch(await main(staff), /National Security Service/);
  });
});
