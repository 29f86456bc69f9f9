// The portal is up: somebody can sign in, and nobody else can.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { as, axe, fillSignIn, htmlFaults, open, PHONE, shot, visitor } from "../lib/index.mjs";

describe("signing in", () => {
  let stage, portal, browser;

  before(async () => {
    stage = await open();
    ({ portal, browser } = stage);
  });

  after(() => stage?.close());

  for (const js of [true, false]) {
    const how = js ? "with JavaScript" : "without JavaScript";

    test(`a stranger is led to the sign-in page, ${how}`, async () => {
      const page = await visitor(browser, portal, { js });
      await page.goto("/rounds");
      assert.equal(new URL(page.url()).pathname, "/sign-in");
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      await shot(page, `sign-in-${js ? "js" : "plain"}`);
      await page.context().close();
    });

    test(`a wrong password is refused and the login is kept, ${how}`, async () => {
      const { login } = portal.signInOf("officer");
      const page = await visitor(browser, portal, { js });
      await page.goto("/sign-in");
      await fillSignIn(page, login, "not the password");
      await page.getByRole("alert").waitFor();
      assert.equal(await page.getByLabel("Login", { exact: true }).inputValue(), login);
      assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "");
      assert.doesNotMatch(page.url(), /not(%20|\+)the/, "what was typed must not leak into the address");
      await page.context().close();
    });

    test(`an officer signs in on a phone and sees the overview, ${how}`, async () => {
      const page = await as(browser, portal, "officer", undefined, { js, viewport: PHONE });
      // Whoever is new is greeted once.
      assert.equal(new URL(page.url()).pathname, js ? "/first-steps" : "/");
      await page.goto("/");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await shot(page, `overview-officer-${js ? "js" : "plain"}`);
      if (js) {
        assert.deepEqual(page.complaints, []);
        assert.deepEqual(await axe(page), []);
      }
      assert.deepEqual(await htmlFaults(page, "/"), []);
      await page.context().close();
    });
  }
});
