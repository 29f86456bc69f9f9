// From an invitation to a closed account.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  chain,
  errorUnder,
  field,
  fillSignIn,
  flash,
  follow,
  invite,
  isNotAllowed,
  isNotFound,
  journey,
  open,
  opens,
  PHONE,
  row,
  setPassword,
  shot,
  title,
  words,
} from "../lib/index.mjs";

const NODIRA = { name: "Nodira Yusupova", login: "nodira", role: "Logistics officer", scope: "Agency: Ministry of Internal Affairs" };
const PASSWORD = "lantern willow seven bridges";
const CHANGED = "seven bridges over the snow";

describe("an account", () => {
  const step = journey();
  let stage, admin, nodira, link;

  before(async () => {
    stage = await open();
    admin = await stage.person("admin");
  });

  after(() => stage?.close());

  step("only administrators invite", async () => {
    const staff = await stage.person("staff");
    await isNotAllowed(staff, "/people", "/people/new");
    await staff.goto("/");
    assert.equal(await staff.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "People" }).count(), 0);
    await staff.context().close();
  });

  step("an officer without an agency is refused; the form keeps what was typed", async () => {
    await admin.goto("/people/new");
    await field(admin, "Name").fill(NODIRA.name);
    await field(admin, "Login").fill(NODIRA.login);
    await admin.getByRole("radio", { name: NODIRA.role }).check();
    await admin.getByRole("button", { name: "Invite and show the link" }).click();
    await admin.waitForURL("/people/new?again");
    assert.match(await errorUnder(field(admin, "Agency, donor or country")), /^Error: /);
    assert.equal(await field(admin, "Name").inputValue(), NODIRA.name);
    assert.equal(await admin.getByRole("radio", { name: NODIRA.role }).isChecked(), true);
  });

  step("the link is shown once", async () => {
    link = await invite(admin, NODIRA);
    await shot(admin, "invited-1280");
    assert.match(await words(row(admin, NODIRA.name)), /Ministry of Internal Affairs.*invited, no password yet/);
    await admin.goto("/people");
    assert.ok(!(await admin.content()).includes("/welcome/"), "the link is not shown a second time");
  });

  step("the link sets a password, and works once", async () => {
    nodira = await stage.stranger({ viewport: PHONE });
    assert.equal(await opens(nodira, `${link.slice(0, -4)}0000`, 404), "This link cannot be used");
    await nodira.goto(link);
    assert.match(await words(nodira.getByRole("main")), /Your login nodira/);
    await field(nodira, "Password").fill("short");
    await field(nodira, "Password again").fill("shorter");
    await nodira.getByRole("button", { name: "Set password" }).click();
    await nodira.getByRole("alert").waitFor();
    assert.match(await errorUnder(field(nodira, "Password")), /^Error: /);
    assert.equal(await errorUnder(field(nodira, "Password again")), "Error: Enter the same password twice");
    assert.equal(await field(nodira, "Password").inputValue(), "", "a password is never sent back");
    await setPassword(nodira, link, PASSWORD);
    await nodira.waitForURL("/sign-in");
    assert.equal(await flash(nodira), "Your password is set. Sign in with it.");
    const thief = await stage.stranger();
    assert.equal(await opens(thief, link, 404), "This link cannot be used");
    await thief.context().close();
  });

  step("she signs in and sees what belongs to her ministry, and nothing else", async () => {
    await fillSignIn(nodira, NODIRA.login, PASSWORD);
    await nodira.waitForURL("/first-steps");
    assert.equal(await words(title(nodira)), `Welcome, ${NODIRA.name}`);
    await nodira.getByRole("link", { name: "See what is to be received" }).click();
    await nodira.waitForURL("/");
    assert.equal(await words(title(nodira)), "To receive");
    assert.match(await words(nodira.getByRole("main")), /Ministry of Internal Affairs/);
    await nodira.goto("/items?agency=SCC");
    await nodira.getByText("No items with these filters").waitFor();
    await nodira.goto("/rounds/R-2021-05");
    const agencies = await nodira.getByRole("region", { name: "Lines of this round" }).locator('[data-label="Agency"]').allInnerTexts();
    assert.deepEqual([...new Set(agencies)], ["Ministry of Internal Affairs"]);
    await isNotAllowed(nodira, "/people", "/grants", "/changes", "/rounds/new");
    const borescopes = await stage.person("staff");
    await borescopes.goto("/items?q=Borescope");
    await borescopes.getByRole("link", { name: "Borescope", exact: true }).click();
    await chain(borescopes).waitFor();
    await isNotFound(nodira, new URL(borescopes.url()).pathname);
    await borescopes.context().close();
  });

  step("dark stays dark: on the next page, on the next visit, and after signing out", async () => {
    const theme = () => nodira.locator("html").getAttribute("data-theme");
    const paper = () => nodira.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await nodira.goto("/");
    assert.equal(await theme(), null);
    const light = await paper();
    await nodira.locator("summary").filter({ hasText: "Account" }).tap();
    await shot(nodira, "account-menu-390");
    await nodira.getByRole("button", { name: "Dark", exact: true }).tap();
    await nodira.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
    assert.notEqual(await paper(), light);
    await nodira.goto("/items");
    assert.equal(await theme(), "dark");
    const later = await nodira.context().newPage();
    await later.goto("/account");
    assert.equal(await later.locator("html").getAttribute("data-theme"), "dark");
    assert.equal(await later.getByRole("radio", { name: "Dark" }).isChecked(), true);
    await later.close();
    await nodira.locator("summary").filter({ hasText: "Account" }).tap();
    await nodira.getByRole("button", { name: "Sign out" }).tap();
    await nodira.waitForURL("/sign-in");
    assert.equal(await theme(), "dark");
    await nodira.goBack();
    await nodira.reload();
    assert.equal(new URL(nodira.url()).pathname, "/sign-in", "nothing is left in the browser");
  });

  step("the session ends with the account, at the next click", async () => {
    await nodira.goto("/sign-in");
    await fillSignIn(nodira, NODIRA.login, PASSWORD);
    await nodira.waitForURL("/");
    await nodira.goto("/rounds");

    await admin.goto("/people");
    const entry = row(admin, NODIRA.name);
    await entry.getByText("Actions", { exact: true }).last().click();
    await entry.getByRole("link", { name: "Close the account" }).click();
    await admin.waitForURL(/\/people\/\d+\/close$/);
    assert.equal(await words(title(admin)), `Close the account of ${NODIRA.name}?`);
    assert.match(await words(admin.getByRole("main")), /1 session ends at once/);
    await shot(admin, "close-account-1280");
    await admin.getByRole("button", { name: "Close the account" }).click();
    await admin.waitForURL("/people");
    assert.equal(await flash(admin), `The account of ${NODIRA.name} is closed.`);

    await follow(nodira.getByRole("rowheader").getByRole("link").first(), "/sign-in");
    await fillSignIn(nodira, NODIRA.login, PASSWORD);
    await nodira.getByRole("alert").waitFor();
    assert.match(await words(nodira.getByRole("alert")), /Login or password is wrong/);
    for (const page of [admin, nodira]) assert.deepEqual(page.complaints, []);
  });

  step("she changes her password; her other device is out", async () => {
    const entry = row(admin, NODIRA.name);
    await entry.getByText("Actions", { exact: true }).last().click();
    await entry.getByRole("button", { name: "Reopen the account" }).click();
    await admin.getByText(`The account of ${NODIRA.name} is open again.`).waitFor();
    const there = await stage.person.with({ login: NODIRA.login, password: PASSWORD });
    const here = await stage.person.with({ login: NODIRA.login, password: PASSWORD }, { viewport: PHONE });
    await here.goto("/account");
    await field(here, "Present password").fill("not the present one");
    await field(here, "New password").fill(CHANGED);
    await field(here, "New password, once more").fill(CHANGED);
    await here.getByRole("button", { name: "Change the password" }).click();
    await here.waitForURL("/account?again");
    assert.equal(await errorUnder(field(here, "Present password")), "Error: This is not your present password");
    assert.equal(await field(here, "New password").inputValue(), "", "a password is never sent back");
    await shot(here, "own-password-390");
    await field(here, "Present password").fill(PASSWORD);
    await field(here, "New password").fill(CHANGED);
    await field(here, "New password, once more").fill(CHANGED);
    await here.getByRole("button", { name: "Change the password" }).click();
    await here.getByText("Your password is changed. Other devices are signed out.").waitFor();
    await there.goto("/account");
    assert.equal(new URL(there.url()).pathname, "/sign-in");
  });

  step("with the new password she is let in", async () => {
    const again = await stage.person.with({ login: NODIRA.login, password: CHANGED });
    assert.equal(await words(title(again)), "To receive");
  });
});
