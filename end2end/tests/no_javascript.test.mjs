// The main job on a bad link, where the browser part never arrives: every page is plain HTML and every button a form.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  addLine,
  addTypedLine,
  cents,
  counting,
  dispatch,
  errorUnder,
  field,
  flash,
  follow,
  htmlFaults,
  isNotFound,
  journey,
  open,
  overflow,
  PHONE,
  reviewAndSign,
  row,
  saveDraft,
  schedule,
  shareFields,
  shot,
  tile,
  title,
  typeLine,
  words,
} from "../lib/index.mjs";

const CODE = "R-2026-12";
const TITLE = "Lamps for the crossing at Dustlik";
const CUSTOMS = "State Customs Committee";
const LAMPS = {
  kind: "Counted lot",
  Description: "Inspection lamp",
  Quantity: "12",
  Value: "1,200",
  unit: "BLO Dustlik",
  agency: CUSTOMS,
  phase: "BLO · Phase II",
  shares: [["JP-2020", ""]],
};
const CAMERA = {
  kind: "Equipment",
  Description: "Endoscope camera",
  "Serial number": "EC-20261",
  Value: "2,345.67",
  unit: "BLO Dustlik",
  agency: CUSTOMS,
  phase: "BLO · Phase II",
  shares: [["JP-2020", ""]],
};
const VAN = {
  kind: "Vehicle",
  Description: "Inspection van",
  "Chassis number": "CH 4711 0815",
  Value: "31000",
  unit: "IMT Andijan",
  agency: "State Security Service",
  phase: "IMT · Phase II",
  shares: [["JP-2020", ""]],
};
/** 1,200.00 + 2,345.67 + 31,000.00 */
const HANDED_OVER = 34_545_67n;
const LAMP = 100_00n;

describe("a handover without JavaScript", () => {
  const step = journey();
  let stage, staff, customs, japan;
  const tags = {};

  before(async () => {
    stage = await open();
    staff = await stage.person("staff", { js: false });
    customs = await stage.person("customs", { js: false, viewport: PHONE });
    japan = await stage.person("japan", { js: false });
  });

  after(() => stage?.close());

  step("staff prepares a round; a rejected line keeps what was typed and says nothing in the address", async () => {
    await saveDraft(staff, { code: CODE, Title: TITLE, "Planned for": "Dec 2026" });
    await staff.goto(`/rounds/${CODE}/lines/new`);
    await typeLine(staff, { ...LAMPS, Quantity: "a dozen", shares: [["JP-2020", "60"], ["JP-2016", "30"]] });
    await staff.getByRole("button", { name: "Add the line" }).click();
    await staff.waitForURL(`/rounds/${CODE}/lines/new?again`);
    assert.equal(await errorUnder(field(staff, "Quantity")), "Error: Enter a whole number from 1 to 1,000,000");
    assert.match(await errorUnder(shareFields(staff, 0).percentage), /add up to 90 %/);
    assert.equal(await field(staff, "Quantity").inputValue(), "a dozen");
    assert.equal(await field(staff, "Description").inputValue(), LAMPS.Description);
    assert.equal(await words(field(staff, "Unit that will use it").locator("option:checked")), LAMPS.unit);
    assert.equal(await shareFields(staff, 1).grant.inputValue(), "JP-2016");
    assert.deepEqual(await htmlFaults(staff, `/rounds/${CODE}/lines/new?again`), []);
    await field(staff, "Quantity").fill("12");
    await shareFields(staff, 0).percentage.fill("100");
    await shareFields(staff, 1).grant.selectOption("");
    await shareFields(staff, 1).percentage.fill("");
    tags.lamps = await addTypedLine(staff, CODE);
    await staff.goto(`/rounds/${CODE}/lines/new`);
    assert.equal(await field(staff, "Quantity").inputValue(), "1", "the next line starts empty");
    tags.camera = await addLine(staff, CODE, CAMERA);
    tags.van = await addLine(staff, CODE, VAN);
  });

  step("staff schedules and dispatches it; others do not see it", async () => {
    await isNotFound(customs, `/rounds/${CODE}`);
    await schedule(staff, CODE, "3 lines");
    await isNotFound(japan, `/rounds/${CODE}`);
    await staff.goto(`/rounds/${CODE}/dispatch`);
    await field(staff, "Day of the handover").fill("yesterday");
    await staff.getByRole("button", { name: "Dispatch 3 lines" }).click();
    await staff.waitForURL(`/rounds/${CODE}/dispatch?again`);
    assert.match(await errorUnder(field(staff, "Day of the handover")), /Error: /);
    await dispatch(staff, CODE, "3 lines");
    const interior = await stage.person("interior", { js: false });
    await isNotFound(interior, `/rounds/${CODE}`, `/rounds/${CODE}/receipt`, `/items/${tags.lamps}`);
    await interior.context().close();
    const usa = await stage.person("usa", { js: false });
    await isNotFound(usa, `/rounds/${CODE}`, `/items/${tags.lamps}`);
    await usa.context().close();
    await japan.goto(`/rounds/${CODE}`);
    assert.equal(cents(await tile(japan, "Handed-over value")), HANDED_OVER);
    assert.equal(cents(await tile(japan, "Confirmed value")), 0n);
  });

  step("a count that adds up to 13 of 12 comes back with everything typed and the message under the field", async () => {
    await customs.goto("/");
    await follow(customs.getByRole("listitem").filter({ hasText: TITLE }).getByRole("link", { name: "Count 2 lines" }), `/rounds/${CODE}/receipt`);
    const lamps = counting(customs, "Inspection lamp");
    assert.equal(await lamps.getByLabel("Received", { exact: true }).inputValue(), "12");
    assert.equal(await lamps.getByRole("button", { name: /one more|one less/ }).count(), 0, "no button that does nothing");
    await lamps.getByText("Short, damaged or refused").tap();
    await lamps.getByText(/^Surplus, condition/).tap();
    await lamps.getByLabel("Short", { exact: true }).fill("1");
    await lamps.getByLabel("Condition").selectOption("fair");
    await lamps.getByLabel("Remark").fill("A lamp & its box: “missing”");
    await counting(customs, "Endoscope camera").getByText("Arrived", { exact: true }).tap();
    await field(customs, "Remark about the whole delivery").fill("Second box <open>");
    await shot(customs, "counting-plain-390");
    await customs.getByRole("button", { name: /^Review/ }).tap();
    await customs.waitForURL(`/rounds/${CODE}/receipt?again`);

    const sum = "Received, short, damaged and refused add up to 13; 12 were sent. Change a count.";
    const link = customs.getByRole("alert").getByRole("link", { name: sum });
    await link.first().tap();
    assert.equal(new URL(customs.url()).hash, "#lines-0-received");
    const received = lamps.getByLabel("Received", { exact: true });
    assert.equal(await errorUnder(received), `Error: ${sum}`);
    assert.equal(await received.inputValue(), "12");
    assert.equal(await lamps.getByLabel("Short", { exact: true }).inputValue(), "1");
    assert.equal(await lamps.getByLabel("Condition").inputValue(), "fair");
    assert.equal(await lamps.getByLabel("Remark").inputValue(), "A lamp & its box: “missing”");
    assert.equal(await field(customs, "Remark about the whole delivery").inputValue(), "Second box <open>");
    assert.equal(await counting(customs, "Endoscope camera").getByLabel("Arrived").isChecked(), true);
    assert.deepEqual(await overflow(customs), []);
    assert.deepEqual(await htmlFaults(customs, `/rounds/${CODE}/receipt?again`), []);
    await shot(customs, "counting-refused-plain-390");
    await staff.goto(`/rounds/${CODE}`);
    assert.match(await words(row(staff, tags.camera)), /Awaiting receipt/, "nothing of a refused form is recorded");
  });

  step("mended, it is a receipt: eleven lamps and the camera", async () => {
    await counting(customs, "Inspection lamp").getByLabel("Received", { exact: true }).fill("11");
    await customs.getByRole("button", { name: /^Review/ }).tap();
    await customs.waitForURL(`/rounds/${CODE}/receipt/review`);
    assert.match(await words(customs.locator("#differences")), /Inspection lamp.*received 11 of 12 pieces, 1 short, fair/);
    assert.deepEqual(await overflow(customs), []);
    assert.deepEqual(await htmlFaults(customs, `/rounds/${CODE}/receipt/review`), []);
    await shot(customs, "review-plain-390");
    await staff.goto(`/rounds/${CODE}`);
    assert.match(await words(row(staff, tags.camera)), /Awaiting receipt/, "looking at it signs nothing");
    await customs.getByRole("button", { name: "Sign for 12 pieces" }).tap();
    await customs.waitForURL(/\/receipts\/[0-9a-f]+$/);
    assert.equal(await flash(customs), "Signed for 2 lines; 1 still expected. Come back to count what was short.");
    assert.equal(await words(title(customs)), `Received by ${CUSTOMS}`);
    assert.match(await words(row(customs, tags.lamps)), /12.*11.*1.*Fair.*A lamp & its box: “missing”.*Partly accepted/);
    assert.match(await words(customs.getByRole("main")), /Second box <open>/);
    await shot(customs, "receipt-plain-390");
    await staff.goto(`/rounds/${CODE}`);
    assert.match(await words(row(staff, tags.lamps)), /11.*1 short.*Partly accepted/);
  });

  step("Japan sees the confirmed part, but neither the crossing nor a number", async () => {
    const confirmed = 2_345_67n + 11n * LAMP;
    await japan.goto(`/rounds/${CODE}`);
    assert.equal(cents(await tile(japan, "Confirmed value")), confirmed);
    for (const path of ["/", `/rounds/${CODE}`, `/items/${tags.lamps}`, `/items/${tags.camera}`, "/units", "/grants/JP-2020", "/items"]) {
      const sent = await (await japan.goto(path)).text();
      for (const secret of ["EC-20261", "CH 4711", "BLO-DUS", "A lamp &amp; its box", "Second box", "Logistics officer"]) {
        assert.ok(!sent.includes(secret), `${path} says “${secret}”`);
      }
      assert.doesNotMatch(sent.replaceAll(TITLE, ""), /Dustlik/, `${path} names the post`);
    }
  });

  step("state security confirms everything; customs counts the last lamp; the round is closed", async () => {
    const security = await stage.person("security", { js: false, viewport: PHONE });
    await security.goto(`/rounds/${CODE}/receipt`);
    await reviewAndSign(security, /^Sign for /, "Everything arrived as sent: review 1 line");
    await security.context().close();
    await customs.goto(`/rounds/${CODE}`);
    await follow(customs.getByRole("link", { name: "Count what arrived" }), `/rounds/${CODE}/receipt`);
    await counting(customs, "Inspection lamp").getByText("Arrived", { exact: true }).tap();
    await reviewAndSign(customs, "Sign for 1 piece");
    await staff.goto(`/rounds/${CODE}`);
    assert.equal(await words(staff.locator(".page-title .tag")), "Closed");
    await japan.goto(`/rounds/${CODE}`);
    assert.equal(cents(await tile(japan, "Confirmed value")), HANDED_OVER);
    for (const page of [staff, customs, japan]) assert.deepEqual(page.complaints, []);
  });

  step("the menus open and signing out works", async () => {
    await customs.getByText("Menu", { exact: true }).tap();
    await follow(customs.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Items" }), "/items");
    await customs.locator("summary").filter({ hasText: "Account" }).tap();
    await customs.getByRole("button", { name: "Sign out" }).tap();
    await customs.waitForURL("/sign-in");
    await customs.goto(`/rounds/${CODE}`);
    assert.equal(new URL(customs.url()).pathname, "/sign-in");
  });
});
