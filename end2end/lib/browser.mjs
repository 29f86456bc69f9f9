// Chromium, a person in it, and looks at what the person sees.

import { AxeBuilder } from "@axe-core/playwright";
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";

export const PHONE = { width: 390, height: 844 };
export const NARROWEST = { width: 320, height: 640 };
export const DESK = { width: 1280, height: 900 };

const shots = new URL("../shots/", import.meta.url).pathname;

/** Without the background flags Chromium looks for hosts outside, which costs time and is refused on closed networks. */
export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A page in a fresh context: no cookies, no cache. What the page or the browser complains about is collected in
 * `page.complaints`; a journey ends with `assert.deepEqual(page.complaints, [])`.
 */
export async function visitor(browser, portal, { js = true, viewport = DESK, colorScheme = "light", locale = "en-GB" } = {}) {
  const context = await browser.newContext({
    reducedMotion: "reduce",
    baseURL: portal.url,
    javaScriptEnabled: js,
    viewport,
    colorScheme,
    locale,
    hasTouch: viewport.width < 600,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") page.complaints.push(`console: ${message.text()}`);
  });
  return page;
}

/** A page of somebody who has signed in: `as(browser, portal, "officer", "CUSTOMS", { js: false })`. */
export async function as(browser, portal, role, scope, options) {
  const page = await visitor(browser, portal, options);
  await signIn(page, portal, { role, scope });
  return page;
}

export async function signIn(page, portal, { role, scope }) {
  const { login, password } = portal.signInOf(role, scope);
  await page.goto("/sign-in");
  await fillSignIn(page, login, password);
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

export async function fillSignIn(page, login, password) {
  await page.getByLabel("Login", { exact: true }).fill(login);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Waits until the page's islands have come alive; they are inert before the wasm has run. */
export async function alive(page) {
  await page.locator('html[data-islands="awake"]').waitFor({ state: "attached" });
}

/** What axe finds against WCAG 2.2 AA, in words that name the rule, the place and the reason. */
export async function axe(page, within = "html") {
  const { violations } = await new AxeBuilder({ page })
    .include(within)
    // There are no frames; the other mode opens a second page for each look.
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    // Not WCAG: a page has two searches, one for everything and one for its list.
    .disableRules(["landmark-unique"])
    .analyze();
  const measured = (node) => node.any.concat(node.all, node.none).map(({ message }) => message).slice(0, 1);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")} (${measured(node)})`),
  );
}

/** Saves end2end/shots/<name>.png when SHOTS=1, to look at. */
export async function shot(page, name) {
  if (process.env.SHOTS !== "1") return;
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
}
