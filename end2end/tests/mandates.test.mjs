// The officer named in the round hands over to a deputy, takes it back, hands over again, and the deputy signs.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  axe,
  CUSTOMS,
  DESK,
  errorUnder,
  field,
  flash,
  follow,
  htmlFaults,
  isNotFound,
  issue,
  journey,
  newcomer,
  OFFICER,
  open,
  overflow,
  PAGE,
  PHONE,
  shot,
  sign,
  title,
  UNODC,
  words,
} from "../lib/index.mjs";

const DEPUTY = "Dilshod Karimov";
const COLLEAGUE = { name: DEPUTY, login: "dilshod", role: "Agency logistics officer", scope: `Agency: ${CUSTOMS}` };
const SCAN = [
  { name: "mandate-1.png", mimeType: "image/png", buffer: PAGE },
  { name: "mandate-2.png", mimeType: "image/png", buffer: PAGE },
];

async function handOver(page) {
  await field(page, "Document of the mandate").setInputFiles(SCAN);
  await page.getByRole("button", { name: "Hand over to the deputy" }).click();
}

for (const [name, viewport, js] of [["phone", PHONE, true], ["desk", DESK, true], ["desk-plain", DESK, false], ["phone-plain", PHONE, false]]) {
  describe(`an officer hands over to a deputy (${name}, ${js ? "with" : "without"} JavaScript)`, () => {
    const step = journey();
    const code = "R-2026-31";
    let stage, staff, customs, deputy, act, here;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport, js });
      customs = await stage.person("customs", { viewport, js });
      act = await issue(staff, code);
      deputy = await newcomer(stage, COLLEAGUE, { viewport, js });
    });
    after(() => stage?.close());

    step("a colleague who is not named reads who is", async () => {
      await deputy.goto(`/rounds/${code}`);
      await follow(deputy.getByRole("link", { name: "Who signs" }), new RegExp(`^/rounds/${code}/mandates/`));
      here = new URL(deputy.url()).pathname;
      assert.match(await words(deputy.getByRole("main")), /Rustam Karimov is named as signing for your agency; only they can hand over/);
      assert.equal(await deputy.getByRole("button", { name: "Hand over to the deputy" }).count(), 0);
      const other = await stage.person("security", { viewport, js });
      await isNotFound(other, here);
    });

    step("the named officer is told everything that is missing at once", async () => {
      await customs.goto(`/rounds/${code}`);
      await follow(customs.getByRole("link", { name: "Hand over to a deputy" }), here);
      assert.equal(await words(title(customs)), `Who signs for ${CUSTOMS}`);
      await shot(customs, `mandate-form-${name}`);
      assert.deepEqual(await overflow(customs), []);
      assert.deepEqual(await htmlFaults(customs, here), []);
      if (js) assert.deepEqual(await axe(customs), []);
      await customs.getByRole("button", { name: "Hand over to the deputy" }).click();
      await customs.getByRole("heading", { name: "Check what you entered" }).waitFor();
      assert.match(await errorUnder(field(customs, "Name of the deputy")), /Enter the name of the deputy/);
      assert.match(await errorUnder(field(customs, "Document of the mandate")), /Choose a file/);
    });

    step("what was typed stays, and the document is to be chosen again", async () => {
      await field(customs, "Name of the deputy").fill(DEPUTY);
      await field(customs, "Post of the deputy").fill("Deputy head of logistics");
      await field(customs, "Number of the mandate").fill("M-17");
      await field(customs, "Date of the mandate").fill("1 Jan 2099");
      await field(customs, "Account of the deputy in the portal").selectOption({ label: DEPUTY });
      await handOver(customs);
      await customs.getByRole("heading", { name: "Check what you entered" }).waitFor();
      assert.match(await errorUnder(field(customs, "Date of the mandate")), /lies in the future/);
      assert.match(await errorUnder(field(customs, "Document of the mandate")), /Choose the document again/);
      assert.equal(await field(customs, "Name of the deputy").inputValue(), DEPUTY);
      await shot(customs, `mandate-refused-${name}`);
      if (js) assert.deepEqual(await axe(customs), []);
    });

    step("the officer hands over, takes it back, and hands over again", async () => {
      await field(customs, "Date of the mandate").fill("9 Dec 2019");
      await handOver(customs);
      await customs.getByRole("button", { name: "Withdraw the mandate" }).waitFor();
      assert.equal(await flash(customs), `${DEPUTY} signs for your agency instead of you.`);
      await customs.getByRole("button", { name: "Withdraw the mandate" }).click();
      await customs.getByRole("button", { name: "Hand over to the deputy" }).waitFor();
      assert.equal(await flash(customs), "The mandate is withdrawn: you sign for your agency again.");
      await field(customs, "Name of the deputy").fill(DEPUTY);
      await field(customs, "Post of the deputy").fill("Deputy head of logistics");
      await field(customs, "Number of the mandate").fill("M-18");
      await field(customs, "Date of the mandate").fill("10 Dec 2019");
      await field(customs, "Account of the deputy in the portal").selectOption({ label: DEPUTY });
      await handOver(customs);
      await customs.getByRole("button", { name: "Withdraw the mandate" }).waitFor();
      const page = await words(customs.getByRole("main"));
      assert.match(page, new RegExp(`Act ${act}, version 1, names ${OFFICER}`));
      assert.match(page, /No\. M-18 of 10 Dec 2019/);
      await shot(customs, `mandate-${name}`);
      assert.deepEqual(await overflow(customs), []);
      if (js) assert.deepEqual(await axe(customs), []);
      const saved = customs.waitForEvent("download");
      await customs.getByRole("link", { name: "Page 2" }).click();
      assert.equal((await saved).suggestedFilename(), "mandate-2.jpg");
    });

    step("staff are told, keep the document over the terms, and issue the next version", async () => {
      await staff.goto(`/rounds/${code}/terms`);
      await staff.getByText("It stays until somebody else than Dilshod Karimov is named here").waitFor();
      await staff.getByRole("button", { name: "Save the terms" }).click();
      await staff.waitForURL((url) => url.pathname === `/rounds/${code}`);
      await staff.goto("/notices");
      await staff.getByRole("link", { name: /another person signs for SCC now/ }).first().click();
      await field(staff, "Reason for the new version").fill("The officer has handed over to a deputy");
      await staff.getByRole("button", { name: `Issue version 2 of ${act}` }).click();
      await staff.waitForURL((url) => url.pathname === `/acts/${act}`);
      const page = await words(staff.getByRole("main"));
      assert.match(page, /Deputy, by mandate No\. M-18, 10 December 2019; in place of Rustam Karimov; document, SHA-256: [0-9a-f]{16}…, [0-9a-f]{16}…/);
      await staff.getByRole("link", { name: "Page 1" }).waitFor();
      await shot(staff, `mandate-act-${name}`);
      assert.deepEqual(await overflow(staff), []);
    });

    step("the deputy signs, not the officer; then nothing changes any more", async () => {
      await staff.goto(`/acts/${act}/sign`);
      await sign(staff, act, UNODC);
      await staff.waitForURL((url) => url.pathname === `/acts/${act}`);
      assert.equal(await flash(staff), `Signed. ${DEPUTY} signs next.`);
      await customs.goto(`/acts/${act}/sign`);
      await customs.getByText("There is nothing for you to sign now").waitFor();
      await deputy.goto(`/acts/${act}/sign`);
      await sign(deputy, act, DEPUTY);
      await deputy.waitForURL((url) => url.pathname === `/acts/${act}`);
      await customs.goto(here);
      assert.match(await words(customs.getByRole("main")), new RegExp(`Your agency has signed version 2 of act ${act}`));
      assert.equal(await customs.getByRole("button", { name: "Withdraw the mandate" }).count(), 0);
      await shot(customs, `mandate-signed-${name}`);
      assert.deepEqual([...staff.complaints, ...customs.complaints, ...deputy.complaints], []);
    });
  });
}
