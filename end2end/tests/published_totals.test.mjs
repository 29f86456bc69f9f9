// What is known without rows: a published total beside what the portal counts, offices that are not named, computers without a number.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, field, flash, htmlFaults, journey, open, PHONE, shot } from "../lib/index.mjs";

describe("what was published and is not recorded one by one", () => {
  const step = journey();
  let stage, phone, desk, embassy;

  before(async () => {
    stage = await open();
    phone = await stage.person("staff", { viewport: PHONE });
    desk = await stage.person("staff", { viewport: DESK });
    embassy = await stage.person("japan", { viewport: DESK });
  });

  after(() => stage?.close());

  const published = (page) => page.locator("#published");
  const words = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, " ");

  step("twelve courses are published, and beside them stands what is recorded here", async () => {
    await embassy.goto("/components/IMT");
    assert.match(await words(published(embassy)), /12 published, \d+ recorded here/);
    assert.match(await words(published(embassy)), /over 230 kg published, 0 g recorded here/);
    assert.match(await words(published(embassy)), /in 2018/);
    assert.equal(await embassy.getByRole("link", { name: "Record a published figure" }).count(), 0);
    await embassy.goto("/activities?component=IMT");
    assert.match(await words(published(embassy)), /training courses delivered/);
  });

  step("staff enter a total of a unit; a mass without its unit comes back with what was typed", async () => {
    await phone.goto("/units/IMT-TER");
    await phone.getByRole("link", { name: "Record a published figure" }).click();
    assert.deepEqual(await axe(phone), []);
    assert.deepEqual(await htmlFaults(phone, "/quotes/new?for=unit+IMT-TER"), []);
    await phone.getByLabel("What the figure is about").fill("drugs seized by the team");
    await phone.getByLabel("What is counted").selectOption({ label: "Drugs seized" });
    await phone.getByLabel("Mass").fill("3689");
    await field(phone, "Or of the period").fill("2019");
    await phone.getByLabel("Title of a new source").fill("News of 2019");
    await phone.getByRole("button", { name: "Record the figure" }).click();
    assert.match(await words(phone.locator("main")), /Write the unit behind 3689/);
    assert.equal(await phone.getByLabel("What the figure is about").inputValue(), "drugs seized by the team");
    await phone.getByLabel("Mass").fill("3 kg 689 gr");
    await phone.getByRole("button", { name: "Record the figure" }).click();
    assert.match(await flash(phone), /Published figure recorded: 3 kg 689 g/);
    assert.match(await words(published(phone)), /3 kg 689 g published, 0 g recorded here/);
    await shot(phone, "published-totals-390");
  });

  step("its words are put right, the figure is not, and it is withdrawn with the reason", async () => {
    await desk.goto("/units/IMT-TER");
    await published(desk).getByRole("link", { name: /^Edit/ }).click();
    assert.deepEqual(await axe(desk), []);
    assert.match(await words(desk.locator("main")), /The figure itself is 3 kg 689 g/);
    await field(desk, "Words before the figure").fill("more than");
    await desk.getByRole("button", { name: "Save the changes" }).click();
    assert.match(await words(published(desk)), /more than 3 kg 689 g/);
    await published(desk).getByRole("link", { name: /^Withdraw/ }).click();
    await desk.getByLabel("Why it is wrong").fill("Another team");
    await desk.getByRole("button", { name: "Withdraw the figure" }).click();
    assert.match(await words(published(desk)), /Withdrawn: 1 figure/);
  });

  step("twelve of thirteen offices stand on the page of their component, named ones beside them", async () => {
    await embassy.goto("/components/BLO");
    const groups = embassy.locator("#groups");
    assert.match(await words(groups), /12 of 13 planned are established/);
    assert.match(await words(groups), /KG–TJ, KG–UZ, TJ–UZ, TJ–AF, UZ–AF/);
    await phone.goto("/components/CCP");
    await phone.getByRole("link", { name: "Record a group" }).click();
    assert.deepEqual(await axe(phone), []);
    await phone.getByLabel("Kind of units").selectOption({ label: "Port Control Unit" });
    await phone.getByLabel("How many were planned").fill("2");
    await phone.getByLabel("How many are established").fill("3");
    await phone.getByLabel("Title of a new source").fill("Newsletter of 2017");
    await phone.getByRole("button", { name: "Record the group" }).click();
    assert.match(await words(phone.locator("main")), /More than the 2 that were planned/);
    await phone.getByLabel("How many were planned").fill("4");
    await phone.getByRole("button", { name: "Record the group" }).click();
    assert.match(await words(phone.locator("#groups")), /3 of 4 planned are established/);
    await shot(phone, "unit-groups-390");
  });

  step("computers whose number is not published stand on the page of the unit, and are no items", async () => {
    await desk.goto("/units/PCU-AKTAU");
    assert.match(await words(desk.locator("#equipment")), /computers, .*; quantities not published; premises renovated/);
    assert.match(await words(desk.locator("#held")), /No items yet/);
    await desk.getByRole("link", { name: "Record equipment without numbers" }).click();
    assert.deepEqual(await axe(desk), []);
    await desk.getByLabel("What it got").fill("12 radios");
    await desk.getByLabel("Title of a new source").fill("Newsletter of 2018");
    await desk.getByRole("button", { name: "Record it" }).click();
    assert.match(await words(desk.locator("main")), /“12 radios” says how many/);
    await desk.getByLabel("What it got").fill("radios");
    await desk.getByRole("button", { name: "Record it" }).click();
    assert.match(await words(desk.locator("#equipment")), /radios; quantities not published/);
    await shot(desk, "unit-known-1280");
  });

  step("nothing complained", () => {
    for (const page of [phone, desk, embassy]) {
      assert.deepEqual(page.complaints.filter((line) => !line.includes("422")), []);
    }
  });
});
