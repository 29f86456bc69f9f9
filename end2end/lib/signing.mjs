// Acts that are there to be signed, and signing them.

import { field } from "./read.mjs";
import { addLine, dispatch, saveDraft, schedule } from "./rounds.mjs";

export const CUSTOMS = "State Customs Committee";
/** Whom the terms name. */
export const UNODC = "Dana Petrova";
export const OFFICER = "Rustam Karimov";
export const WITNESS = "Hiroshi Tanaka";
/** The smallest picture that every reader takes: 1 × 1, grey. */
export const PAGE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);

/** A dispatched round of the customs with its terms, and the act; answers its number. */
export async function issue(staff, code) {
  await saveDraft(staff, { code, Title: "Boots for the northern posts" });
  await addLine(staff, code, {
    kind: "Counted lot",
    Description: "Winter boots",
    Quantity: "12",
    "Unit of measure": "pair",
    Value: "1440",
    unit: "IMT Urgench",
    agency: CUSTOMS,
    phase: "IMT · Phase II",
    shares: [["JP-2020", ""]],
  });
  await schedule(staff, code, "1 line");
  await dispatch(staff, code, "1 line");
  await staff.goto(`/rounds/${code}/terms`);
  await staff.locator('[name="nature"][value="title"]').check();
  await staff.locator('[name="prevailing"][value="en"]').check();
  for (const [name, text] of [
    ["place[en]", "Tashkent"],
    ["legal[0][en]", "Exchange of Notes of 27 February 2020"],
    ["transferring[name][en]", UNODC],
    ["transferring[post][en]", "Programme officer"],
    ["receiving[0][name][en]", OFFICER],
    ["receiving[0][post][en]", "Head of logistics"],
    ["witnesses[0][name][en]", WITNESS],
    ["witnesses[0][post][en]", "Second secretary"],
    ["witnesses[0][organisation][en]", "Embassy of Japan"],
  ]) {
    await staff.locator(`[name="${name}"]`).fill(text);
  }
  await staff.locator('[name="transferring[person]"]').selectOption({ label: "Programme officer (demonstration)" });
  await staff.locator('[name="receiving[0][person]"]').selectOption({ index: 1 });
  await staff.getByRole("button", { name: "Save the terms" }).click();
  await staff.waitForURL((url) => url.pathname === `/rounds/${code}`);
  await staff.getByRole("link", { name: "Prepare the act" }).click();
  await staff.getByRole("button", { name: /^Issue version 1 of HA-/ }).click();
  await staff.waitForURL(/\/acts\/HA-\d{4}-\d{3}$/);
  return new URL(staff.url()).pathname.split("/").pop();
}

/** Types the name, ticks, and signs. */
export async function sign(page, act, name) {
  await field(page, "Your name").fill(name);
  await page.getByRole("checkbox", { name: /^I have read act/ }).check();
  await page.getByRole("button", { name: `Sign act ${act}` }).click();
}
