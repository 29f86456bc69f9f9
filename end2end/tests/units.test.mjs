// The life of a unit: what was planned begins to work on a date that a source says, and its life line shows it.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { field, axe, DESK, flash, htmlFaults, journey, open, PHONE, shot } from "../lib/index.mjs";

describe("a planned unit starts to work", () => {
  const step = journey();
  let stage, phone, desk, embassy;

  before(async () => {
    stage = await open();
    phone = await stage.person("staff", { viewport: PHONE });
    desk = await stage.person("staff", { viewport: DESK });
    embassy = await stage.person("japan", { viewport: PHONE });
  });

  after(() => stage?.close());

  const life = (page) => page.locator("#changed");

  step("it is recorded with its country and nothing else, and what is missing is said", async () => {
    await desk.goto("/units/new");
    await desk.getByLabel("Training centre").check();
    await desk.getByLabel("Code").fill("TC-TERMEZ");
    await desk.getByLabel("Base of a team").fill("Termez");
    await desk.getByLabel("Country").fill("uz");
    await desk.getByRole("button", { name: "Record the unit" }).click();
    assert.match(await desk.locator("h1").innerText(), /Training centre Termez/);
    const text = await desk.locator("main").innerText();
    assert.match(text, /5 facts are not recorded \(Border, Answers for, Also known as, Manned by, Working since\)/);
    assert.doesNotMatch(text, /^–$/m, "no empty rows");
  });

  step("it is planned, and a plan without a time is refused with everything typed kept", async () => {
    await phone.goto("/units/TC-TERMEZ/change");
    assert.deepEqual(await axe(phone), []);
    assert.deepEqual(await htmlFaults(phone, "/units/TC-TERMEZ/change"), []);
    await phone.getByLabel("Planned", { exact: true }).check();
    await phone.getByLabel("On", { exact: true }).fill("3 Mar 2020");
    await phone.getByLabel("Title of a new source").fill("News of 3 March 2020");
    await phone.getByRole("button", { name: "Record the change" }).click();
    assert.match(await phone.locator("main").innerText(), /Enter the day, the month or the year for which it is planned/);
    assert.equal(await phone.getByLabel("Title of a new source").inputValue(), "News of 3 March 2020");
    await field(phone, "Planned for").fill("2021");
    await phone.getByRole("button", { name: "Record the change" }).click();
    assert.match(await life(phone).innerText(), /Planned for 2021/);
    assert.match(await life(phone).innerText(), /Source: News of 3 March 2020/);
  });

  step("it starts to work with a date and a source", async () => {
    await phone.goto("/units/TC-TERMEZ/change");
    await phone.getByLabel("Began to work", { exact: true }).check();
    await phone.getByLabel("On", { exact: true }).fill("Sep 2021");
    await phone.getByLabel("Known source").selectOption({ label: "News of 3 March 2020" });
    await phone.getByRole("button", { name: "Record the change" }).click();
    assert.match(await flash(phone), /Began to work in Sep 2021: recorded/);
    assert.match(await phone.locator("main").innerText(), /working since Sep 2021/i);
  });

  for (const name of ["phone", "desk"]) {
    step(`its life line shows it (${name})`, async () => {
      const page = name === "phone" ? phone : desk;
      await page.goto("/units/TC-TERMEZ");
      const drawing = life(page).getByRole("img");
      assert.match(await drawing.getAttribute("aria-label"), /planned for 2021 on 3 Mar 2020; began to work in Sep 2021/);
      assert.equal(await drawing.isVisible(), true);
      const box = await drawing.boundingBox();
      assert.ok(box.width <= page.viewportSize().width, "it fits");
      assert.match(await life(page).innerText(), /Began to work/);
      assert.deepEqual(await axe(page), []);
      await shot(page, `unit-life-${page.viewportSize().width}`);
    });
  }

  step("as of a day between the two it is planned", async () => {
    await phone.goto("/units/TC-TERMEZ?as_of=2020-06-01");
    assert.match(await phone.locator("main").innerText(), /planned 2021/i);
    assert.doesNotMatch(await life(phone).innerText(), /Began to work/);
  });

  step("a donor reads when the teams were announced and began to work, and that the day is not known", async () => {
    await embassy.goto("/units/IMT-AND");
    const text = await life(embassy).innerText();
    assert.match(text, /Announced/);
    assert.match(text, /by the end of 2020/);
    assert.match(text, /Source: UNODC, news of 3 March 2020/);
    assert.doesNotMatch(await embassy.locator("main").innerText(), /not recorded/);
    assert.equal((await embassy.goto("/units/BLO-OYB")).status(), 404);
    await embassy.goto("/units?kind=PCU");
    assert.match(await embassy.locator("main").innerText(), /PCU Aktau seaport/);
  });

  step("nothing complained", () => {
    for (const page of [phone, desk, embassy]) {
      assert.deepEqual(page.complaints.filter((line) => !line.includes("404") && !line.includes("422")), []);
    }
  });
});
