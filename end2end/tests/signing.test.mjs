// An act is signed by three parties: UNODC with a drawing, the agency by name, a witness with a one-time link. And on paper.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  alive,
  axe,
  DESK,
  field,
  flash,
  issue,
  journey,
  newcomer,
  OFFICER,
  open,
  opens,
  overflow,
  PAGE,
  PHONE,
  shot,
  sign,
  title,
  today,
  UNODC,
  WITNESS,
  words,
} from "../lib/index.mjs";

const COLLEAGUE = { name: "Aziza Yusupova", login: "aziza", role: "Programme staff" };

const typed = (page, name) => page.locator(`[name="${name}"]`);

/** Three strokes with the mouse, in parts of the field. */
async function draw(page) {
  const pad = page.locator(".pad__box");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  for (const stroke of [[[0.1, 0.7], [0.2, 0.2], [0.3, 0.8]], [[0.35, 0.5], [0.5, 0.4], [0.6, 0.7]], [[0.65, 0.3], [0.9, 0.6]]]) {
    await page.mouse.move(...at(...stroke[0]));
    await page.mouse.down();
    for (const point of stroke.slice(1)) await page.mouse.move(...at(...point), { steps: 6 });
    await page.mouse.up();
  }
}

/** Makes a link as staff; answers { link, code }. */
async function link(staff, act) {
  await staff.goto(`/acts/${act}/links`);
  await staff.getByRole("button", { name: `Make a link for ${WITNESS}` }).click();
  const said = await flash(staff);
  const [, address] = said.match(/(http:\/\/\S+\/sign\/[0-9a-f]{64})/) ?? assert.fail(said);
  const [, first, last] = said.match(/code is (\d{4}) (\d{4})/) ?? assert.fail(said);
  return { link: new URL(address).pathname, code: `${first} ${last}` };
}

for (const [name, viewport, js] of [["phone", PHONE, true], ["desk", DESK, true], ["desk-plain", DESK, false]]) {
  describe(`an act is signed by three parties (${name}, ${js ? "with" : "without"} JavaScript)`, () => {
    const step = journey();
    let stage, staff, customs, witness, act, made;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport, js });
      customs = await stage.person("customs", { viewport, js });
      witness = await stage.stranger({ viewport, js });
    });
    after(() => stage?.close());

    step("staff issue it", async () => {
      act = await issue(staff, "R-2026-21");
      assert.match(await words(staff.getByRole("main")), /Dana Petrova signs next/);
    });

    step("the officer waits for UNODC", async () => {
      await customs.goto(`/acts/${act}/sign`);
      assert.match(await words(customs.getByRole("main")), /Dana Petrova signs first/);
    });

    step("a signature without a tick comes back with what was typed", async () => {
      await staff.goto(`/acts/${act}/sign`);
      if (js) await alive(staff);
      await field(staff, "Your name").fill(UNODC);
      await staff.getByRole("button", { name: `Sign act ${act}` }).click();
      await staff.getByRole("heading", { name: "Check what you entered" }).waitFor();
      assert.equal(await field(staff, "Your name").inputValue(), UNODC);
    });

    if (js) {
      step("the drawing survives rotation", async () => {
        await alive(staff);
        await draw(staff);
        const before = await typed(staff, "drawing").inputValue();
        assert.match(before, /^M\d+ \d+L/);
        await staff.setViewportSize({ width: viewport.height, height: viewport.width });
        assert.equal(await typed(staff, "drawing").inputValue(), before);
        assert.equal(await staff.locator(".pad__ink").getAttribute("d"), before);
        await shot(staff, `sign-turned-${name}`);
        await staff.setViewportSize(viewport);
        await shot(staff, `sign-${name}`);
        assert.deepEqual(await overflow(staff), []);
        assert.deepEqual(await axe(staff), []);
      });
    } else {
      step("there is no field to draw in", async () => {
        assert.equal(await staff.locator(".pad").isVisible(), false);
      });
    }

    step("UNODC signs", async () => {
      await sign(staff, act, UNODC);
      await staff.waitForURL((url) => url.pathname === `/acts/${act}`);
      assert.equal(await flash(staff), `Signed. ${OFFICER} signs next.`);
      assert.equal(await staff.locator(".signature__drawing").count(), js ? 1 : 0);
    });

    step("the agency signs by name", async () => {
      await customs.goto(`/acts/${act}/sign`);
      await sign(customs, act, OFFICER.toLowerCase());
      await customs.waitForURL((url) => url.pathname === `/acts/${act}`);
      assert.match(await words(customs.getByRole("main")), /Partly signed/);
    });

    step("the witness gets nothing without the code", async () => {
      made = await link(staff, act);
      await witness.goto(made.link);
      assert.equal(await words(title(witness)), "Enter your code");
      assert.ok(!(await witness.content()).includes(act));
      await field(witness, "Code").fill("0000 0001");
      await witness.getByRole("button", { name: "Open the document" }).click();
      await witness.getByText("This code is wrong. You can try 4 more times").first().waitFor();
      await shot(witness, `code-${name}`);
    });

    step("with the code the witness reads and signs", async () => {
      await field(witness, "Code").fill(made.code);
      await witness.getByRole("button", { name: "Open the document" }).click();
      await witness.getByRole("heading", { level: 1, name: /^Read and sign version 1/ }).waitFor();
      if (js) assert.deepEqual(await axe(witness), []);
      await sign(witness, act, WITNESS);
      await witness.getByRole("heading", { level: 1, name: "You have signed" }).waitFor();
      const other = await stage.stranger({ viewport, js });
      assert.equal(await opens(other, made.link, 410), "This link has been used");
    });

    step("the act is signed, and everybody is told", async () => {
      await customs.goto("/notices");
      await customs.getByText(`Act ${act}, version 1: everybody has signed`).waitFor();
      await staff.goto("/rounds/R-2026-21");
      assert.match(await words(staff.locator("#acts")), /Signed \d/);
      await staff.goto(`/acts/${act}`);
      assert.match(await words(staff.locator("#signatures")), /By one-time link/);
      await shot(staff, `signed-${name}`);
      assert.deepEqual([...staff.complaints, ...customs.complaints], []);
    });
  });

  describe(`an act is signed on paper (${name})`, () => {
    const step = journey();
    let stage, staff, colleague, act;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport, js });
      act = await issue(staff, "R-2026-22");
      colleague = await newcomer(stage, COLLEAGUE, { viewport, js });
    });
    after(() => stage?.close());

    step("the scan is uploaded, and waits", async () => {
      await staff.goto(`/acts/${act}/paper`);
      for (const name of [UNODC, OFFICER, WITNESS]) await staff.getByRole("checkbox", { name: new RegExp(`^${name}`) }).check();
      await field(staff, "Day of the last signature").fill(today());
      await field(staff, "Pages").setInputFiles({ name: "page-1.png", mimeType: "image/png", buffer: PAGE });
      await staff.getByRole("button", { name: "Upload the scan" }).click();
      await staff.getByText("You uploaded this scan: a second person compares it with the act.").waitFor();
      assert.equal(await staff.getByRole("button", { name: /^Confirm/ }).count(), 0);
    });

    step("a second person confirms it", async () => {
      await colleague.goto(`/acts/${act}/paper`);
      await shot(colleague, `paper-${name}`);
      assert.deepEqual(await overflow(colleague), []);
      await colleague.getByRole("button", { name: "Confirm: the signatures count" }).click();
      await colleague.waitForURL((url) => url.pathname === `/acts/${act}`);
      assert.equal(await flash(colleague), "Confirmed. Everybody has signed this act.");
      assert.match(await words(colleague.locator("#signatures")), /Signed scan on file/);
      assert.deepEqual([...staff.complaints, ...colleague.complaints], []);
    });
  });
}
