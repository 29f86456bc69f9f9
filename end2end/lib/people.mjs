// Accounts, from the administrator's invitation to the first page of the invited.

import assert from "node:assert/strict";
import { field, flash } from "./read.mjs";

/** Invites a person; answers the one-time link. `scope` is a label of the list, such as "Agency: State Customs Committee". */
export async function invite(page, { name, login, role, scope }) {
  await page.goto("/people");
  await page.getByRole("link", { name: "Invite a person" }).click();
  await page.waitForURL("/people/new");
  await field(page, "Name").fill(name);
  await field(page, "Login").fill(login);
  await page.getByRole("radio", { name: role }).check();
  if (scope) await field(page, "Agency, donor or country").selectOption({ label: scope });
  await page.getByRole("button", { name: "Invite and show the link" }).click();
  await page.waitForURL((url) => url.pathname === "/people");
  const [link] = (await flash(page)).match(/http:\/\/\S+\/welcome\/[0-9a-f]{64}$/) ?? assert.fail("no one-time link is shown");
  return link;
}

/** Opens a one-time link and sets a password. */
export async function setPassword(page, link, password) {
  await page.goto(link);
  await field(page, "Password").fill(password);
  await field(page, "Password again").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
}

/** Somebody is invited, sets a password and signs in: a page of theirs. `options` are those of `stage.person`. */
export async function newcomer(stage, person, options) {
  const password = "violet tractor under snow";
  const [admin, invited] = [await stage.person("admin"), await stage.stranger()];
  await setPassword(invited, await invite(admin, person), password);
  await invited.waitForURL("/sign-in");
  for (const page of [admin, invited]) await page.context().close();
  return stage.person.with({ login: person.login, password }, options);
}
