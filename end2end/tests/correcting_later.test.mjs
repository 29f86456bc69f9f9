// A receipt of the demonstration, signed long ago, is found wrong: on a phone the officer asks with a reason, staff agree, and the
// corrected version stands.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, field, flash, follow, htmlFaults, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

const REASON = "A box was opened a week later";
const REMARK = "One box was wet";

describe("a receipt that is found wrong a week later, at 390", () => {
  const step = journey();
  let stage, staff, customs, receipt, request, second;

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    customs = await stage.person("customs", { viewport: PHONE });
  });

  after(() => stage?.close());

  /** The receipts in the officer's list. */
  const listed = async () => {
    await customs.goto("/receipts");
    const links = await customs.locator('main a[href^="/receipts/"]').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
    return [...new Set(links.filter((path) => /^\/receipts\/[^/]+$/.test(path) && !path.includes(".")))];
  };

  step("the officer finds a receipt that can still be corrected, and asks with a reason", async () => {
    for (const path of await listed()) {
      await customs.goto(path);
      if (/Correct it with a reason; UNODC must agree/.test(await words(customs.getByRole("main")))) {
        receipt = path;
        break;
      }
    }
    assert.ok(receipt, "a receipt that can be corrected");
    await customs.goto(`${receipt}/correct`);
    assert.match(await words(customs.getByRole("main")), /UNODC has to agree/);
    await field(customs, "Remark about the whole delivery (optional)").or(field(customs, "Remark about the whole delivery")).first().fill(REMARK);
    await customs.getByRole("button", { name: "Review the correction" }).click();
    await customs.waitForURL(/again/);
    customs.complaints = customs.complaints.filter((complaint) => !complaint.includes("status of 422"));
    assert.match(await words(customs.getByRole("main")), /Say why the receipt is wrong/);
    await field(customs, "Why the receipt is wrong").fill(REASON);
    assert.deepEqual(await overflow(customs), []);
    assert.deepEqual(await axe(customs), []);
    await shot(customs, "correct-later-form-390");
    await customs.getByRole("button", { name: "Review the correction" }).click();
    await customs.waitForURL(/\/correct\/review$/);
    const seen = await words(customs.getByRole("main"));
    assert.ok(seen.includes(REMARK) && seen.includes(REASON), seen);
    await shot(customs, "correct-later-review-390");
    await customs.getByRole("button", { name: "Ask UNODC to agree" }).click();
    await customs.waitForURL(/\/corrections\/[^/]+$/);
    request = new URL(customs.url()).pathname;
    assert.deepEqual(await overflow(customs), []);
    await customs.goto(receipt);
    assert.match(await words(customs.getByRole("main")), /A correction of this receipt waits for UNODC/);
  });

  step("staff find the request on their front page, read what changes and agree", async () => {
    await staff.goto("/");
    await follow(staff.getByRole("link", { name: "Corrections of receipts" }).first(), "/corrections");
    await staff.locator(`a[href="${request}"]`).first().click();
    await staff.waitForURL((url) => url.pathname === request);
    const seen = await words(staff.getByRole("main"));
    assert.ok(seen.includes(REASON) && seen.includes(REMARK), seen);
    assert.deepEqual(await axe(staff), []);
    assert.deepEqual(await htmlFaults(staff, request), []);
    await shot(staff, "correct-later-request");
    await staff.getByRole("button", { name: "Agree to the correction" }).click();
    await staff.waitForURL((url) => /^\/receipts\/[^/]+$/.test(url.pathname) && url.pathname !== receipt);
    second = new URL(staff.url()).pathname;
    assert.ok(await flash(staff));
  });

  step("the officer reads the corrected version and the first one, and is told", async () => {
    await customs.goto(receipt);
    await follow(customs.getByRole("link", { name: "Open the corrected version" }), second);
    assert.ok((await words(customs.getByRole("main"))).includes(REMARK));
    assert.ok((await listed()).includes(second));
    await customs.goto("/notices");
    assert.match(await words(customs.getByRole("main")), /is corrected/);
    for (const page of [staff, customs]) assert.deepEqual(page.complaints, []);
  });
});
