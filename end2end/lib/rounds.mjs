// What staff do with a round, as a person clicks through it.

import assert from "node:assert/strict";
import { errorUnder, field, flash, follow, oneLine, title, words } from "./read.mjs";

/** From the list of rounds to a saved draft. */
export async function saveDraft(page, { code, ...fields }) {
  await page.goto("/rounds");
  await follow(page.getByRole("link", { name: "New round" }), "/rounds/new");
  await field(page, "Code").fill(code);
  for (const [label, value] of Object.entries(fields)) await field(page, label).fill(value);
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.waitForURL(`/rounds/${code}`);
}

/** Types a line into its form. `shares` are [grant, percentage]. */
export async function typeLine(page, { kind, unit, agency, phase, shares = [], ...fields }) {
  await page.getByRole("radio", { name: kind }).check();
  for (const [label, value] of Object.entries(fields)) await field(page, label).fill(value);
  await field(page, "Unit that will use it").selectOption({ label: unit });
  await field(page, "Agency that receives it").selectOption({ label: agency });
  await field(page, "Component and phase").selectOption({ label: phase });
  for (const [i, [grant, percentage]] of shares.entries()) {
    await shareFields(page, i).grant.selectOption(grant);
    await shareFields(page, i).percentage.fill(percentage);
  }
}

export function shareFields(page, i) {
  const place = page.getByRole("main");
  return { grant: place.getByLabel(/^Grant/).nth(i), percentage: place.getByLabel(/^Share in %/).nth(i) };
}

/** Sends the line form, with a reason where one is asked for; answers the tag of the new item. */
export async function addTypedLine(page, code) {
  const send = async () => {
    const loaded = page.waitForEvent("load");
    await page.getByRole("button", { name: "Add the line" }).click();
    await loaded;
  };
  await send();
  const why = field(page, "Why it is right");
  if (await why.count()) {
    assert.match(await errorUnder(why), /Look at this before/);
    await why.fill("Both grants agreed to share it");
    await send();
  }
  await page.waitForURL((url) => url.pathname === `/rounds/${code}`);
  const [, tag] = (await flash(page)).match(/ added as (\S+)\.$/) ?? assert.fail("the flash names the tag");
  return tag;
}

export async function addLine(page, code, line) {
  await page.goto(`/rounds/${code}`);
  await page.getByRole("link", { name: "Add a line" }).first().click();
  await page.waitForURL(`/rounds/${code}/lines/new`);
  await typeLine(page, line);
  return addTypedLine(page, code);
}

export async function schedule(page, code, lines) {
  await page.goto(`/rounds/${code}`);
  await page.getByRole("button", { name: `Schedule ${lines}` }).click();
  await page.getByText("Scheduled. The receiving agencies see it now").waitFor();
}

/** Through the page that asks once more. Answers what it said. */
export async function dispatch(page, code, lines) {
  await page.goto(`/rounds/${code}`);
  await follow(page.getByRole("link", { name: `Dispatch ${lines}` }), `/rounds/${code}/dispatch`);
  assert.equal(await words(title(page)), `Dispatch ${lines}?`);
  const said = oneLine(await page.getByRole("main").innerText());
  await page.getByRole("button", { name: `Dispatch ${lines}` }).click();
  await page.waitForURL(`/rounds/${code}`);
  await page.getByText("Dispatched. The agencies’ officers can count what arrived.").waitFor();
  return said;
}

/** Rows of a packing list as a spreadsheet puts them on the clipboard. */
export const tabbed = (rows) => rows.map((cells) => cells.join("\t")).join("\n");

/** The counting row of a line, by the name of the thing. */
export const counting = (page, name) => page.getByRole("group", { name });

/** From the counting page by way of the review to the receipt. `button`: what the review's button says; answers the receipt's path. */
export async function reviewAndSign(page, button, review = /^Review/) {
  await page.getByRole("button", { name: review }).click();
  await page.waitForURL(/\/receipt\/review$/);
  await page.getByRole("button", { name: button }).click();
  await page.waitForURL(/\/receipts\/[0-9a-f]+$/);
  return new URL(page.url()).pathname;
}
