// What a test file plays on: a server with the demonstration data, a browser, and people who come in.

import { fillSignIn, launch, visitor } from "./browser.mjs";
import { startPortal } from "./portal.mjs";

/**
 * Answers { portal, browser, stranger, person, close }. `person("customs", { viewport: PHONE })` is a page of somebody
 * who has signed in; each call is another browser. `person.with({ login, password })` is for people made in a test.
 */
export async function open({ recordedOn } = {}) {
  const browser = await launch();
  let portal;
  try {
    portal = await startPortal({ recordedOn });
  } catch (error) {
    await browser.close();
    throw error;
  }
  const stranger = (options) => visitor(browser, portal, options);
  const enter = async ({ login, password }, options) => {
    const page = await stranger(options);
    await page.goto("/sign-in");
    await fillSignIn(page, login, password);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    return page;
  };
  const person = (login, options) => enter({ login, password: portal.passwordOf(login) }, options);
  person.with = enter;
  const close = async () => {
    await browser.close();
    await portal.stop();
  };
  return { portal, browser, stranger, person, close };
}
