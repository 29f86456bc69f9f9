// Who takes part in a component: a donor without an agreement, through which of its offices, and an agency with its part.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, DESK, flash, htmlFaults, journey, open, PHONE, shot } from "../lib/index.mjs";

describe("who takes part in a component", () => {
  const step = journey();
  let stage, phone, desk, usa;

  before(async () => {
    stage = await open();
    phone = await stage.person("staff", { viewport: PHONE });
    desk = await stage.person("staff", { viewport: DESK });
    usa = await stage.person("usa", { viewport: DESK });
  });

  after(() => stage?.close());

  const parts = (page) => page.locator("#parts");

  step("a donor of offices reads its component, and no other donor", async () => {
    await usa.goto("/components/CCP");
    const text = await parts(usa).innerText();
    assert.match(text, /Bureau of International Narcotics/);
    assert.match(text, /Export Control and Related Border Security/);
    await usa.goto("/components/SSDC-KARAKOL");
    assert.match(await parts(usa).innerText(), /main donor/);
    assert.doesNotMatch(await usa.locator("main").innerText(), /Russian Federation/);
  });

  step("staff record an agency with its part", async () => {
    await phone.goto("/components/HEALTH-KZ");
    await phone.getByRole("link", { name: "Record who takes part" }).click();
    assert.deepEqual(await axe(phone), []);
    assert.deepEqual(await htmlFaults(phone, "/components/HEALTH-KZ/parts/new"), []);
    await phone.getByLabel("As what").fill("prepares the therapy");
    await phone.getByRole("button", { name: "Record it" }).click();
    assert.match(await phone.locator("main").innerText(), /Choose the donor or the agency that takes part/);
    assert.equal(await phone.getByLabel("As what").inputValue(), "prepares the therapy");
    await phone.getByLabel("Agency").selectOption("KZ-MOH");
    await phone.getByRole("button", { name: "Record it" }).click();
    assert.match(await flash(phone), /It is recorded who takes part/);
    assert.match(await parts(phone).innerText(), /prepares the therapy/);
    await shot(phone, "component-parts-390");
  });

  step("and withdraw it, with the reason", async () => {
    await desk.goto("/components/HEALTH-KZ");
    assert.deepEqual(await axe(desk), []);
    await parts(desk).getByRole("link", { name: /^Withdraw/ }).click();
    await desk.getByLabel("Why it is wrong").fill("Another component");
    await desk.getByRole("button", { name: "Withdraw it" }).click();
    assert.match(await parts(desk).innerText(), /Withdrawn: Another component/);
    await shot(desk, "component-parts-1280");
  });

  step("nothing complained", () => {
    for (const page of [phone, desk, usa]) {
      assert.deepEqual(page.complaints.filter((line) => !line.includes("422")), []);
    }
  });
});
