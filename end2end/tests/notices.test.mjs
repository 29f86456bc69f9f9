// Who is told what, and what becomes of a shortage: dispatch, notice, count, discrepancy, owner, settlement.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  addLine,
  alive,
  axe,
  counting,
  dispatch,
  errorUnder,
  field,
  flash,
  follow,
  isNotAllowed,
  isNotFound,
  journey,
  open,
  overflow,
  PHONE,
  reviewAndSign,
  row,
  saveDraft,
  schedule,
  shot,
  title,
  today,
  words,
} from "../lib/index.mjs";

const CODE = "R-2026-31";
const SUBJECT = `Round ${CODE} was sent to you: count what arrived`;
/** Its row in the outbox: to whom, one attempt, what became of it. */
const SENT = /customs@example\.org .* 1 sent /;
const BOOTS = {
  kind: "Counted lot",
  Description: "Boots for the northern posts",
  Quantity: "12",
  "Unit of measure": "pair",
  Value: "1440",
  unit: "IMT Urgench",
  agency: "State Customs Committee",
  phase: "IMT · Phase II",
  shares: [["JP-2020", ""]],
};

describe("notices and discrepancies", () => {
  const step = journey();
  let stage, staff, customs, japan, found;

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    customs = await stage.person("customs", { viewport: PHONE });
    japan = await stage.person("japan");
  });

  after(() => stage?.close());

  step("the officer chooses what to get, without JavaScript", async () => {
    const plain = await stage.person("customs", { js: false });
    await plain.goto("/account");
    await field(plain, "E-mail address").fill("customs@example");
    await plain.getByRole("button", { name: "Keep this choice" }).click();
    await plain.getByRole("alert").waitFor();
    assert.equal(await errorUnder(field(plain, "E-mail address")), "Error: Enter an address such as dana@un.org");
    await field(plain, "E-mail address").fill("customs@example.org");
    await plain.getByRole("button", { name: "Keep this choice" }).click();
    assert.equal(await flash(plain), "Your choice of notices is kept.");
    assert.equal(await field(plain, "E-mail address").inputValue(), "customs@example.org");
    await plain.goto("/notices");
    // The demonstration has a round that waits for customs.
    await plain.getByRole("button", { name: "Mark 1 notice as read" }).click();
    assert.equal(await flash(plain), "All notices are marked as read.");
    await plain.context().close();
  });

  step("a dispatch tells the officers of the receiving agency, and nobody else", async () => {
    await saveDraft(staff, { code: CODE, Title: "Boots" });
    await addLine(staff, CODE, BOOTS);
    await schedule(staff, CODE, "1 line");
    await dispatch(staff, CODE, "1 line");
    await customs.goto("/");
    await customs.locator(".account > summary").click();
    await follow(customs.getByRole("link", { name: "Notices (1)" }), "/notices");
    assert.match(await words(row(customs, SUBJECT)), /new/);
    assert.deepEqual(await axe(customs), []);
    assert.deepEqual(await overflow(customs), []);
    await shot(customs, "notices-390");
    const interior = await stage.person("interior");
    for (const other of [interior, staff]) {
      await other.goto("/notices");
      assert.doesNotMatch(await words(other.getByRole("main")), new RegExp(CODE));
    }
    await japan.goto("/notices");
    assert.doesNotMatch(await words(japan.getByRole("main")), new RegExp(`${CODE} was sent`));
    await interior.context().close();
  });

  step("the mail goes out by itself, and the administrator sees it", async () => {
    const admin = await stage.person("admin");
    for (let look = 0; look < 60; look += 1) {
      await admin.goto("/outbox");
      if (SENT.test(await words(row(admin, SUBJECT)))) break;
      await admin.waitForTimeout(500);
    }
    assert.match(await words(row(admin, SUBJECT)), SENT);
    await shot(admin, "outbox-1280");
    await admin.context().close();
    await isNotAllowed(staff, "/outbox");
  });

  step("the officer follows it, counts one pair short, and the notice is read", async () => {
    await customs.goto("/notices");
    await follow(customs.getByRole("link", { name: SUBJECT }), `/rounds/${CODE}`);
    await follow(customs.getByRole("link", { name: "Count what arrived" }), `/rounds/${CODE}/receipt`);
    await alive(customs);
    const boots = counting(customs, BOOTS.Description);
    await boots.getByRole("button", { name: "Received: one less" }).tap();
    await boots.getByLabel("Remark").fill("Box 7 was open");
    await reviewAndSign(customs, /^Sign for 11 /, "Review 1 line");
    await follow(customs.getByRole("link", { name: "1 discrepancy" }), "/discrepancies");
    assert.match(await words(row(customs, BOOTS.Description)), /Short.*1.*Open/);
    await customs.goto("/notices");
    assert.match(await words(row(customs, SUBJECT)), /read/);
  });

  step("staff name an owner; a day that is over is refused under its field", async () => {
    await staff.goto(`/rounds/${CODE}`);
    await follow(staff.getByRole("link", { name: "1 discrepancy" }), "/discrepancies");
    await follow(staff.getByRole("link", { name: BOOTS.Description }), /^\/discrepancies\/[0-9a-f]+-1-short$/);
    found = new URL(staff.url()).pathname;
    const owner = field(staff, "Owner");
    const officer = owner.locator("option", { hasText: "Logistics officer, customs" });
    await owner.selectOption(await officer.getAttribute("value"));
    await field(staff, "Due").fill("10 Jan 2020");
    await staff.getByRole("button", { name: "Name the owner" }).click();
    await staff.getByRole("alert").waitFor();
    assert.equal(await errorUnder(field(staff, "Due")), "Error: This day is over: enter today or a later day");
    await field(staff, "Due").fill("10 Jan 2090");
    await staff.getByRole("button", { name: "Name the owner" }).click();
    assert.equal(await flash(staff), "Owner named. Due on 10 Jan 2090.");
    assert.deepEqual(await axe(staff), []);
    await shot(staff, "discrepancy-1280");
  });

  step("the officer adds what was found out", async () => {
    await customs.goto(found);
    assert.equal(await customs.getByRole("button", { name: /Settle/ }).count(), 0);
    await field(customs, "What was found out").fill("The pair was left at Oybek");
    await customs.getByRole("button", { name: "Add the remark" }).tap();
    assert.equal(await flash(customs), "Remark added.");
    assert.deepEqual(await overflow(customs), []);
    await shot(customs, "discrepancy-390");
  });

  step("Japan sees what it is and how it stands, and neither names nor words", async () => {
    await japan.goto(found);
    assert.equal(await words(title(japan)), `${BOOTS.Description}: 1 short`);
    const seen = await japan.content();
    assert.doesNotMatch(seen, /Logistics officer, customs|Box 7|Oybek|2090/);
    const usa = await stage.person("usa");
    await isNotFound(usa, found);
    await usa.context().close();
  });

  step("a write-off without its decision is refused; what was found is settled", async () => {
    const unsettled = async () => {
      await staff.goto("/to-do?kind=discrepancy");
      return Number.parseInt(await words(staff.locator(".filter-count")), 10);
    };
    const earlier = await unsettled();
    await staff.goto(found);
    await staff.getByRole("radio", { name: "Written off" }).check();
    await field(staff, "Settled on").fill("1 Jan 2026");
    await field(staff, "Reason").fill("It came with the next convoy");
    await staff.getByRole("button", { name: "Settle 1 short" }).click();
    await staff.getByRole("alert").waitFor();
    assert.match(await errorUnder(field(staff, "Document")), /A write-off rests on a decision/);
    await staff.getByRole("radio", { name: "Found", exact: true }).check();
    await field(staff, "Settled on").fill(today());
    await staff.getByRole("button", { name: "Settle 1 short" }).click();
    assert.equal(await flash(staff), "Settled: found.");
    assert.equal(await staff.getByRole("button", { name: /Settle/ }).count(), 0);
    await shot(staff, "discrepancy-settled-1280");
    await staff.goto("/discrepancies?state=settled");
    assert.match(await words(row(staff, BOOTS.Description)), /Settled Found/);
    assert.equal(await unsettled(), earlier - 1);
    for (const page of [staff, customs, japan]) assert.deepEqual(page.complaints, []);
  });
});
