// What people expect of every page: its keys, its menus, a calendar beside a date. Without JavaScript the same places work alone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { field, open, shot } from "../lib/index.mjs";

describe("the frame of every page", () => {
  let stage;

  before(async () => {
    stage = await open();
  });

  after(() => stage?.close());

  test("a slash searches, Esc and a click outside close a menu", async () => {
    const staff = await stage.person("staff");
    await staff.goto("/rounds");
    await staff.keyboard.press("/");
    const search = staff.getByLabel("Search, or say what to do");
    assert.equal(await search.evaluate((input) => input === document.activeElement), true);
    await staff.keyboard.type("a/b");
    assert.equal(await search.inputValue(), "a/b", "in a field it is a letter");
    await staff.keyboard.press("Escape");
    assert.equal(await search.isVisible(), false);

    const account = staff.locator("details.account");
    await account.locator("summary").click();
    await account.getByRole("link", { name: "Your account" }).waitFor();
    await staff.keyboard.press("Escape");
    assert.equal(await account.getAttribute("open"), null);
    assert.equal(await account.locator("summary").evaluate((it) => it === document.activeElement), true);
    await account.locator("summary").click();
    await staff.getByRole("heading", { level: 1 }).click();
    assert.equal(await account.getAttribute("open"), null);
    assert.deepEqual(staff.complaints, []);
    await staff.context().close();
  });

  test("a calendar fills a date, which can be typed as well", async () => {
    const staff = await stage.person("staff");
    await staff.goto("/rounds/new");
    const date = field(staff, "Planned for");
    const calendar = staff.locator(".dated").filter({ has: staff.locator("[name=planned_on]") });
    await calendar.getByRole("button").waitFor();
    await date.fill("Sep 2019");
    assert.equal(await date.inputValue(), "Sep 2019", "a month alone is typed");
    // The browser's own calendar stands outside of the page: what it does is to choose a value.
    await calendar.locator("input[type=date]").evaluate((picker) => {
      picker.value = "2019-09-05";
      picker.dispatchEvent(new Event("change"));
    });
    assert.equal(await date.inputValue(), "5 Sep 2019");
    await shot(staff, "calendar-1280");
    await staff.context().close();

    const plain = await stage.person("staff", { js: false });
    await plain.goto("/rounds/new");
    assert.equal(await plain.locator(".calendar").first().isVisible(), false);
    await field(plain, "Planned for").fill("25 Sep 2019");
    await plain.context().close();
  });

  test("sorting a table further down comes back to it", async () => {
    const staff = await stage.person("staff");
    await staff.goto("/rounds/R-2021-05");
    await staff.getByRole("region", { name: "Lines of this round" }).getByRole("link", { name: /^Item/ }).first().click();
    await staff.waitForURL(/sort=item#lines$/);
    await staff.getByRole("searchbox", { name: "Search lines" }).fill("borescope");
    await staff.keyboard.press("Enter");
    await staff.waitForURL(/q=borescope.*#lines$/);
    const top = await staff.locator("#lines").evaluate((section) => section.getBoundingClientRect().top);
    assert.ok(top < 400, `the table is in sight, ${top} from the top`);
    await staff.context().close();
  });
});
