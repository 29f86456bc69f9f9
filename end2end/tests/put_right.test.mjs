// What was entered wrongly is put right, what changed is a dated fact, and the history shows both.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, flash, htmlFaults, journey, open, PHONE, shot } from "../lib/index.mjs";

const ROUND = "R-2019-06";

describe("staff put right what was recorded", () => {
  const step = journey();
  let stage, page;

  before(async () => {
    stage = await open();
    page = await stage.person("staff", { viewport: PHONE });
  });

  after(() => stage?.close());

  const section = (id) => page.locator(`#${id}`);

  step("a unit gets another name beside its own", async () => {
    await page.goto("/units/IMT-TER/edit");
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await htmlFaults(page, "/units/IMT-TER/edit"), []);
    await page.getByLabel("Also known as").fill("Surkhandarya");
    await page.getByLabel("Place in Russian").fill("Термез");
    await shot(page, "unit-edit-390");
    await page.getByRole("button", { name: "Save the changes" }).click();
    assert.match(await flash(page), /Unit IMT-TER is put right/);
    assert.match(await section("history").innerText(), /Surkhandarya/);
  });

  step("it moves on a day, and the page of a day before says where it was", async () => {
    await page.goto("/units/IMT-TER/change");
    assert.deepEqual(await axe(page), []);
    await page.getByLabel("Moved", { exact: true }).check();
    await page.getByLabel("On", { exact: true }).fill("3 Mar 2021");
    await page.getByLabel("Where it stands from then on").fill("Denau");
    await page.getByLabel("How it is known").fill("Letter 17");
    await page.getByRole("button", { name: "Record the change" }).click();
    assert.match(await page.locator("h1").innerText(), /IMT Denau/);
    assert.match(await section("changed").innerText(), /Moved from Termez to Denau/);
    await shot(page, "unit-changed-390");
    await page.goto("/units/IMT-TER?as_of=2021-03-02");
    assert.match(await page.locator("h1").innerText(), /IMT Termez/);
    await page.goto("/search?q=Termez");
    assert.match(await page.locator("main").innerText(), /IMT Denau/);
  });

  step("what was said in error is withdrawn and stays in the timeline", async () => {
    await page.goto("/units/IMT-TER");
    await section("changed").getByRole("link", { name: "Withdraw: Moved from Termez to Denau" }).click();
    await page.getByLabel("Why it is wrong").fill("Another team");
    await page.getByRole("button", { name: "Withdraw the change" }).click();
    assert.match(await page.locator("h1").innerText(), /IMT Termez/);
    assert.match(await section("changed").innerText(), /Withdrawn: Another team/);
  });

  step("a phase is closed, and its history says until when it had been open", async () => {
    await page.goto("/components/IMT");
    await page.getByRole("link", { name: "Edit Phase I", exact: true }).click();
    await page.getByLabel("Note").fill("closed with the last handover");
    await page.getByRole("button", { name: "Save the changes" }).click();
    assert.match(await flash(page), /Phase I is put right/);
    await page.getByRole("link", { name: "Edit Phase I", exact: true }).click();
    assert.match(await section("history").innerText(), /closed with the last handover/);
  });

  step("an activity keeps an agency without a number", async () => {
    await page.goto("/activities");
    await page.locator("tbody a").first().click();
    await page.getByRole("link", { name: /Edit/ }).first().click();
    await page.getByLabel(/^Place/).fill("Tashkent, training centre");
    await page.getByRole("button", { name: "Save the activity" }).click();
    assert.match(await flash(page), /is saved\.$/);
    assert.match(await page.locator("main").innerText(), /Tashkent, training centre/);
  });

  step("a dispatched round gets its place, and its lines stay", async () => {
    await page.goto(`/rounds/${ROUND}`);
    await page.getByRole("link", { name: "Complete the description" }).click();
    assert.equal(await page.getByLabel("Code", { exact: true }).count(), 0);
    await page.getByLabel(/^Place/).fill("Termez, river port");
    await page.getByRole("button", { name: "Save the description" }).click();
    assert.match(await section("history").innerText(), /Termez, river port/);
    await shot(page, "round-completed-390");
  });

  step("a serial number is corrected, and the item says what it was", async () => {
    await page.goto("/items?kind=equipment");
    await page.locator("tbody a").first().click();
    await page.getByRole("link", { name: "Correct", exact: true }).click();
    const was = await page.getByLabel("Serial number").inputValue();
    await page.getByLabel("Serial number").fill(`${was}X`);
    await page.getByRole("button", { name: "Record the correction" }).click();
    assert.match(await page.locator("main").innerText(), /Say how it is known/);
    assert.equal(await page.getByLabel("Serial number").inputValue(), `${was}X`, "nothing typed is lost");
    await page.getByLabel("How it is known").fill("Read off the thing itself");
    await page.getByRole("button", { name: "Record the correction" }).click();
    const corrected = await section("corrections").innerText();
    assert.ok(corrected.includes(was) && corrected.includes(`${was}X`), corrected);
    await shot(page, "item-corrected-390");
    assert.deepEqual(await axe(page), []);
  });

  step("nothing complained", () => assert.deepEqual(page.complaints.filter((line) => !line.includes("404")), []));
});
