// What waits for staff: found, assigned, put off, reminded and worked off; without scripts, on a phone, and by keyboard.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, errorUnder, field, flash, isNotAllowed, journey, open, overflow, PHONE, shot, title, words } from "../lib/index.mjs";

describe("the to-do list", () => {
  const step = journey();
  let stage, staff, finance;

  const tasks = async (page, query = "") => {
    await page.goto(`/to-do${query}`);
    return page.locator(".task").allInnerTexts();
  };

  before(async () => {
    stage = await open();
    // Whatever staff do works without a script.
    staff = await stage.person("staff", { js: false });
    finance = await stage.person("finance", { viewport: PHONE });
  });

  after(() => stage?.close());

  step("the first page of staff begins with it, the oldest first", async () => {
    await staff.goto("/");
    assert.equal(await words(title(staff)), "To do");
    assert.match(await words(staff.locator(".task").first()), /to be checked before this month, the first in Jun 2019/);
    assert.match(await words(staff.getByRole("main")), /The programme in six figures/);
    await shot(staff, "to-do-first-page-1280");
  });

  step("a task is assigned, and is in the list of whoever looks after it", async () => {
    await staff.goto("/to-do?kind=count");
    await staff.getByRole("link", { name: /^Assign or put off/ }).first().click();
    await staff.waitForURL(/\/to-do\/task\?/);
    await staff.getByRole("button", { name: "Assign it" }).click();
    await staff.waitForURL(/again/);
    assert.match(await errorUnder(field(staff, "Colleague")), /Choose who looks after it/);
    await field(staff, "Colleague").selectOption({ label: "Finance officer (demonstration)" });
    await staff.getByRole("button", { name: "Assign it" }).click();
    await staff.waitForURL("/to-do");
    assert.match(await flash(staff), /^Finance officer \(demonstration\) looks after it now\.$/);
    assert.equal((await tasks(finance, "?whose=mine")).length, 1);
    assert.deepEqual(await overflow(finance), []);
    assert.deepEqual(await axe(finance), []);
    await shot(finance, "to-do-390");
  });

  step("put off it is gone, and brought back it is there", async () => {
    const before = (await tasks(staff, "?kind=count")).length;
    await staff.getByRole("link", { name: /^Assign or put off/ }).first().click();
    await staff.getByRole("button", { name: "Put it off" }).click();
    await staff.waitForURL(/again/);
    assert.match(await errorUnder(field(staff, "What it waits for")), /Say what it waits for/);
    const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    await field(staff, "Until").fill(day);
    await field(staff, "What it waits for").fill("The carrier answers by then");
    await staff.getByRole("button", { name: "Put it off" }).click();
    await staff.waitForURL("/to-do");
    assert.match(await flash(staff), /^Put off: it is back on the list on /);
    assert.equal((await tasks(staff, "?kind=count")).length, before - 1);
    assert.match((await tasks(staff, "?shown=later")).join(), /The carrier answers by then/);
    await staff.getByRole("link", { name: /^Assign or put off/ }).first().click();
    await staff.getByRole("button", { name: "Bring it back now" }).click();
    await staff.waitForURL("/to-do");
    assert.equal((await tasks(staff, "?kind=count")).length, before);
  });

  step("an agency is reminded, by keyboard alone, once a day", async () => {
    await finance.goto("/to-do?kind=count");
    await finance.getByRole("button", { name: /^Remind/ }).first().focus();
    await finance.keyboard.press("Enter");
    await finance.waitForURL("/to-do");
    assert.match(await flash(finance), /is reminded\.$/);
    assert.match((await tasks(finance, "?kind=count")).join(), /Reminded today/);
  });

  step("nobody else has the list", async () => {
    for (const login of ["japan", "customs"]) {
      const page = await stage.person(login);
      await isNotAllowed(page, "/to-do", "/to-do/task?kind=count&subject=R-2019-05/SCC");
      await page.context().close();
    }
  });
});
