// Rounds of which nothing is known but what was published; and who takes part in a component.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { field, axe, DESK, flash, htmlFaults, journey, open, PHONE, shot } from "../lib/index.mjs";

describe("a past round is recorded as it was published", () => {
  const step = journey();
  let stage, phone, desk, embassy, russia;

  before(async () => {
    stage = await open();
    phone = await stage.person("staff", { viewport: PHONE });
    desk = await stage.person("staff", { viewport: DESK });
    embassy = await stage.person("japan", { viewport: PHONE });
    russia = await stage.person("russia", { viewport: DESK });
  });

  after(() => stage?.close());

  step("a round that no source tells of is refused, and nothing typed is lost", async () => {
    await phone.goto("/rounds");
    await phone.getByRole("link", { name: "Past round, as published" }).click();
    assert.deepEqual(await axe(phone), []);
    assert.deepEqual(await htmlFaults(phone, "/rounds/known/new"), []);
    await phone.getByLabel("Code", { exact: true }).fill("R-2018-03");
    await phone.getByLabel("Title", { exact: true }).fill("First cars for the teams");
    await field(phone, "Held on").fill("Mar 2018");
    await phone.getByLabel("IMT", { exact: true }).check();
    await phone.getByLabel("Currency").selectOption("USD");
    await field(phone, "Amount").fill("90,000");
    await field(phone, "Words before the amount").fill("nearly");
    await field(phone, "What").fill("cars");
    await field(phone, "How many").fill("4");
    await phone.getByRole("button", { name: "Record the round" }).click();
    assert.match(await phone.locator("main").innerText(), /Choose the source that tells of the round/);
    assert.equal(await field(phone, "Amount").inputValue(), "90,000");
    await phone.getByLabel("Title of a new source").fill("News of March 2018");
    await phone.getByRole("button", { name: "Record the round" }).click();
    assert.match(await flash(phone), /Round R-2018-03 is recorded as it was published/);
    await shot(phone, "round-known-390");
  });

  step("its page says what it is, and the list adds nothing up", async () => {
    const text = await phone.locator("main").innerText();
    assert.match(text, /Published figure, no lines recorded/);
    assert.match(text, /nearly USD\s90,000/);
    assert.doesNotMatch(text, /Handed-over value/);
    assert.deepEqual(await axe(phone), []);
    await desk.goto("/rounds?status=published");
    const list = await desk.locator("main").innerText();
    assert.match(list, /nearly USD 90,000; 4 cars/);
    assert.match(list, /R-BEFORE-5[\s\S]*not published/, "the unknown one stays unknown");
    assert.deepEqual(await axe(desk), []);
    await shot(desk, "rounds-known-1280");
  });

  step("the donor of its component reads it, another donor does not", async () => {
    await embassy.goto("/rounds/R-2018-03");
    assert.match(await embassy.locator("main").innerText(), /nearly USD\s90,000/);
    await embassy.goto("/search?q=First+cars");
    assert.match(await embassy.locator("main").innerText(), /R-2018-03/);
    assert.equal((await russia.goto("/rounds/R-2018-03")).status(), 404);
  });

  step("what was recorded in error is withdrawn", async () => {
    await desk.goto("/rounds/R-2018-03");
    await desk.getByRole("link", { name: "Recorded in error" }).click();
    await desk.getByLabel("Reason").fill("Another programme");
    await desk.getByRole("button", { name: "Withdraw the round" }).click();
    assert.equal((await embassy.goto("/rounds/R-2018-03")).status(), 404);
  });

  step("nothing complained", () => {
    for (const page of [phone, desk, embassy, russia]) {
      assert.deepEqual(page.complaints.filter((line) => !line.includes("404") && !line.includes("422")), []);
    }
  });
});
