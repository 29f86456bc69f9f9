// What stands on a page, as a person reads it.

import assert from "node:assert/strict";

/** The words of a place on one line; a space is a space, also one that does not break. */
export async function words(place) {
  return oneLine(await place.innerText());
}

export const oneLine = (text) => text.replaceAll(/\s+/g, " ").trim();

/** `USD 2,600.00` as 260000n: sums are compared to the cent. A dash is nothing. */
export function cents(text) {
  const amount = oneLine(text).match(/(−?)USD ([\d,]+)\.(\d\d)/);
  if (!amount) {
    assert.match(text, /–/, `an amount in USD or a dash, not “${text}”`);
    return 0n;
  }
  const [, sign, whole, part] = amount;
  const minor = BigInt(whole.replaceAll(",", "") + part);
  return sign ? -minor : minor;
}

/** The value of a key figure at the top of a page, by its label. */
export async function tile(page, label) {
  const found = page.locator(".tile").filter({ has: page.getByText(label, { exact: true }) });
  return words(found.locator(".tile-value").first());
}

/** The portal's day is that of Tashkent, five hours ahead of UTC: `2026-11-22`. */
export const today = () => new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 10);

/** The field with this label, marked optional or not. */
export function field(page, label) {
  const start = label.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return page.getByRole("main").getByLabel(new RegExp(`^${start}( \\(optional\\))?$`));
}

/** The message under a field. */
export async function errorUnder(input) {
  const ids = ((await input.getAttribute("aria-describedby")) ?? "").split(" ");
  const id = ids.find((id) => id.endsWith("-error"));
  assert.ok(id, "the field names its error");
  assert.equal(await input.getAttribute("aria-invalid"), "true");
  return words(input.page().locator(`[id="${id}"]`));
}

export const title = (page) => page.getByRole("heading", { level: 1 });

/** What has just happened, in the words over the page; without the button that takes it back. */
export const flash = async (page) => (await words(page.locator(".flash"))).replace(/ Undo$/, "");

export const chain = (page) => page.getByRole("navigation", { name: "Chain from money to signature" });

/** The row of a table that begins with these words. */
export const row = (page, name) => page.getByRole("row").filter({ has: page.getByRole("rowheader").filter({ hasText: name }) });

/** Opens an address that answers with this status, and says what the page is called. */
export async function opens(page, path, status) {
  const answer = await page.goto(path);
  assert.equal(answer.status(), status, `${path} answers ${status}`);
  // The browser notes every such answer on its console; here it was asked for.
  page.complaints = page.complaints.filter((complaint) => !complaint.includes(`status of ${status}`));
  return words(title(page));
}

export async function isNotFound(page, ...paths) {
  for (const path of paths) assert.equal(await opens(page, path, 404), "Page not found");
}

export async function isNotAllowed(page, ...paths) {
  for (const path of paths) assert.equal(await opens(page, path, 403), "Not allowed");
}

/** Follows a link as a person does, and waits for the page behind it. */
export async function follow(link, path) {
  await link.click();
  await link.page().waitForURL((url) => (path instanceof RegExp ? path.test(url.pathname) : url.pathname === path));
}

/** How far the page reaches beyond the edge of the window, and what does. */
export async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const over = document.documentElement.scrollWidth - width;
    if (over <= 0) return [];
    const clipped = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== "visible") return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > width + 0.5 && !clipped(element),
    );
    const name = (e) => `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className} “${e.textContent.trim().slice(0, 30)}”`;
    return [`${over} px too wide`, ...wide.slice(-3).map(name)];
  });
}
