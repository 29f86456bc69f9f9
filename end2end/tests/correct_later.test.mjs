// A receipt that was signed a week ago is found wrong: on a phone the officer says what is right, with a photo and a reason; UNODC
// reads both and agrees; the corrected version stands. With scripts and without.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, flash, follow, htmlFaults, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

const WEEK = 7 * 24 * 3_600_000;
const A_WEEK_AGO = new Date(Date.now() - WEEK).toISOString().slice(0, 10);
/** One red pixel. */
const PHOTO = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC",
  "base64",
);

for (const [name, js] of [["390", true], ["390-without-scripts", false]]) {
  describe(`a receipt of a week ago that was counted wrongly, at ${name}`, () => {
    const step = journey();
    let stage, staff, customs, first, request;

    before(async () => {
      stage = await open({ recordedOn: A_WEEK_AGO });
      staff = await stage.person("staff");
      customs = await stage.person("customs", { viewport: PHONE, js });
    });

    after(() => stage?.close());

    step("the receipt says that UNODC has to agree now", async () => {
      await customs.goto("/receipts");
      first = await customs.locator('main a[href^="/receipts/"]').first().getAttribute("href");
      await customs.goto(first);
      assert.match(await words(customs.getByRole("main")), /Correct it with a reason; UNODC must agree/);
      await follow(customs.getByRole("link", { name: "Correct this receipt" }), `${first}/correct`);
      assert.match(await words(customs.getByRole("main")), /UNODC has to agree/);
      assert.deepEqual(await overflow(customs), []);
      if (js) assert.deepEqual(await axe(customs), []);
      assert.deepEqual(await htmlFaults(customs, `${first}/correct`), []);
      await shot(customs, `correct-later-form-${name}`);
    });

    step("a photo is added, another one is taken out again, and what was typed stays", async () => {
      await customs.getByLabel("Remark about the whole delivery").fill("The box had been opened");
      const line = () => customs.locator("fieldset.count").first();
      await line().locator('input[type="file"]').setInputFiles([{ name: "box.png", mimeType: "image/png", buffer: PHOTO }]);
      await line().getByRole("button", { name: "Send the photos" }).click();
      await customs.waitForURL(/change=yes/);
      assert.equal(await flash(customs), "1 photo added. Nothing is signed yet.");
      assert.equal(await customs.getByLabel("Remark about the whole delivery").inputValue(), "The box had been opened");
      assert.equal(await line().locator(".photos img").count(), 1);
      await line().getByRole("button", { name: /^Remove photo 1/ }).click();
      await customs.waitForLoadState();
      assert.equal(await line().locator(".photos img").count(), 0);
      await line().locator('input[type="file"]').setInputFiles([{ name: "box.png", mimeType: "image/png", buffer: PHOTO }]);
      await line().getByRole("button", { name: "Send the photos" }).click();
      await customs.waitForLoadState();
      assert.equal(await line().locator(".photos img").count(), 1);
      await shot(customs, `correct-later-photo-${name}`);
    });

    step("without a reason it comes back; with one UNODC is asked", async () => {
      await customs.getByRole("button", { name: "Review the correction" }).click();
      await customs.waitForURL(/again/);
      customs.complaints = customs.complaints.filter((complaint) => !complaint.includes("status of 422"));
      await customs.getByLabel("Why the receipt is wrong").fill("We opened the box a week later");
      await customs.getByRole("button", { name: "Review the correction" }).click();
      await customs.waitForURL(/\/correct\/review$/);
      assert.match(await words(customs.getByRole("main")), /Added: 1 photo/);
      assert.deepEqual(await overflow(customs), []);
      if (js) assert.deepEqual(await axe(customs), []);
      assert.deepEqual(await htmlFaults(customs, `${first}/correct/review`), []);
      await shot(customs, `correct-later-review-${name}`);
      await customs.getByRole("button", { name: "Ask UNODC to agree" }).click();
      await customs.waitForURL(/\/corrections\/[0-9a-f]+$/);
      request = new URL(customs.url()).pathname;
      assert.match(await flash(customs), /UNODC is asked to agree/);
      assert.deepEqual(await overflow(customs), []);
    });

    step("staff read what is asked for, with its photo, and agree", async () => {
      await staff.goto("/corrections");
      await staff.goto(request);
      const asked = await words(staff.getByRole("main"));
      assert.match(asked, /We opened the box a week later/);
      assert.match(asked, /Added: 1 photo/);
      await shot(staff, `correct-later-request-${name}`);
      await staff.getByRole("button", { name: "Agree to the correction" }).click();
      await staff.waitForURL((url) => /^\/receipts\/[0-9a-f]+$/.test(url.pathname));
      assert.match(await words(staff.getByRole("main")), /This is a corrected version/);
      await follow(staff.getByRole("link", { name: "Open the version before" }), first);
      assert.match(await words(staff.getByRole("main")), /Superseded by a corrected version/);
      await customs.goto(request);
      assert.match(await words(customs.getByRole("main")), /Agreed by/);
      for (const page of [staff, customs]) assert.deepEqual(page.complaints, []);
    });
  });
}
