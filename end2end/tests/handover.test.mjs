// The main job: staff hand over, the agencies' officers count on their phones, the donor sees what its money became.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  addLine,
  addTypedLine,
  alive,
  cents,
  chain,
  counting,
  dispatch,
  errorUnder,
  field,
  flash,
  follow,
  isNotAllowed,
  isNotFound,
  journey,
  NARROWEST,
  oneLine,
  open,
  opens,
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
import {
  BOOTS,
  BY_CUSTOMS,
  CAR,
  CODE,
  CUSTOMS,
  HANDED_OVER,
  LAST_PAIR,
  PHONE_SET,
  RADIOS,
  SECRETS,
  SECURITY,
  TITLE,
} from "../lib/northern_posts.mjs";

describe("a handover, from the draft to the last signature", () => {
  const step = journey();
  let stage, staff, customs, japan;
  const tags = {};
  const receipts = [];
  const granted = {};

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    customs = await stage.person("customs", { viewport: PHONE });
    japan = await stage.person("japan");
  });

  after(() => stage?.close());

  step("only staff prepare rounds", async () => {
    await isNotAllowed(customs, "/rounds/new");
    await isNotAllowed(japan, "/rounds/new");
    const stranger = await stage.stranger();
    await stranger.goto("/rounds/new");
    assert.equal(new URL(stranger.url()).pathname, "/sign-in");
    await stranger.context().close();
  });

  step("staff writes a draft on a phone; a draft without a title is refused and keeps its code", async () => {
    const phone = await stage.person("staff", { viewport: PHONE });
    await follow(phone.getByRole("link", { name: "Prepare a round" }), "/rounds/new");
    await field(phone, "Code").fill(CODE);
    await field(phone, "Planned for").fill("the day after tomorrow");
    await phone.getByRole("button", { name: "Save the draft" }).click();
    await phone.getByRole("alert").waitFor();
    assert.equal(await errorUnder(field(phone, "Title")), "Error: Enter a title, such as “Boots for the northern posts”");
    assert.match(await errorUnder(field(phone, "Planned for")), /Error: /);
    assert.equal(await field(phone, "Code").inputValue(), CODE);
    assert.equal(await field(phone, "Planned for").inputValue(), "the day after tomorrow");
    assert.equal(new URL(phone.url()).search, "?again", "what was typed stays out of the address");
    assert.deepEqual(await overflow(phone), []);
    await shot(phone, "round-refused-390");
    await field(phone, "Title").fill(TITLE);
    await field(phone, "Planned for").fill("Nov 2026");
    await field(phone, "Place").fill("Nukus");
    await phone.getByRole("button", { name: "Save the draft" }).click();
    await phone.waitForURL(`/rounds/${CODE}`);
    assert.equal(await flash(phone), `Draft ${CODE} saved. Add its lines next.`);
    assert.equal(await words(title(phone)), TITLE);
    assert.deepEqual(phone.complaints, []);
    await phone.context().close();
  });

  step("a line with mistakes comes back whole, each mistake linked to its field", async () => {
    await staff.goto(`/rounds/${CODE}`);
    await follow(staff.getByRole("link", { name: "Add a line" }).first(), `/rounds/${CODE}/lines/new`);
    const wrong = { ...CAR, VIN: "JTMHV05J6", Value: "1.555", Note: "Keys are in the safe", shares: [["JP-2020", "60"], ["JP-2016", "30"]] };
    await typeLine(staff, wrong);
    await staff.getByRole("button", { name: "Add the line" }).click();
    const summary = staff.getByRole("alert");
    await summary.waitFor();
    const links = await summary.getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.deepEqual(links, ["#vin", "#value", "#shares-0-percent"]);
    await shot(staff, "line-refused-1280");

    assert.match(await errorUnder(field(staff, "VIN")), /A VIN has 17 characters; this has 9/);
    assert.match(await errorUnder(field(staff, "Value")), /Error: /);
    assert.match(await errorUnder(shareFields(staff, 0).percentage), /90|100/);
    for (const link of await summary.getByRole("link").all()) {
      await link.click();
      assert.equal(await staff.evaluate(() => `#${document.activeElement.id}`), await link.getAttribute("href"));
    }

    const { kind, unit, agency, phase, shares, ...typed } = wrong;
    assert.equal(await staff.getByRole("radio", { name: kind }).isChecked(), true);
    for (const [label, value] of Object.entries(typed)) assert.equal(await field(staff, label).inputValue(), value, label);
    const chosen = async (label) => words(field(staff, label).locator("option:checked"));
    assert.equal(await chosen("Unit that will use it"), unit);
    assert.equal(await chosen("Agency that receives it"), agency);
    assert.equal(await chosen("Component and phase"), phase);
    for (const [i, [grant, percentage]] of shares.entries()) {
      assert.equal(await shareFields(staff, i).grant.inputValue(), grant);
      assert.equal(await shareFields(staff, i).percentage.inputValue(), percentage);
    }

    await field(staff, "VIN").fill(CAR.VIN);
    await field(staff, "Value").fill(CAR.Value);
    await field(staff, "Note").fill("");
    await shareFields(staff, 0).percentage.fill("60");
    await shareFields(staff, 1).percentage.fill("40");
    tags.car = await addTypedLine(staff, CODE);
    await staff.goto(`/rounds/${CODE}`);
    await row(staff, tags.car).getByRole("link", { name: "Change" }).click();
    await shareFields(staff, 0).percentage.fill("");
    await shareFields(staff, 1).grant.selectOption("");
    await shareFields(staff, 1).percentage.fill("");
    await staff.getByRole("button", { name: "Save the line" }).click();
    await staff.waitForURL((url) => url.pathname === `/rounds/${CODE}`);
    assert.equal(await flash(staff), `“Off-road car” saved as ${tags.car}.`);
  });

  step("a device with a serial number and two counted lots follow, one of them on a phone", async () => {
    const phone = await stage.person("staff", { viewport: PHONE });
    tags.telephone = await addLine(staff, CODE, PHONE_SET);
    tags.boots = await addLine(phone, CODE, BOOTS);
    tags.radios = await addLine(staff, CODE, RADIOS);
    assert.equal(new Set(Object.values(tags)).size, 4);
    await staff.goto(`/rounds/${CODE}`);
    assert.equal(cents(await tile(staff, "Planned value")), HANDED_OVER);
    assert.match(await words(row(staff, tags.boots)), /Winter boots.*IMT Urgench.*State Customs Committee.*12.*USD 1,440\.00.*Planned/);
    await shot(staff, "round-draft-1280");
    await phone.goto(`/rounds/${CODE}`);
    assert.deepEqual(await overflow(phone), []);
    await shot(phone, "round-draft-390");
    assert.deepEqual(phone.complaints, []);
    await phone.context().close();
  });

  step("nobody outside sees the draft; the receiving agencies see the schedule, and cannot count yet", async () => {
    await isNotFound(customs, `/rounds/${CODE}`, `/items/${tags.boots}`);
    await isNotFound(japan, `/rounds/${CODE}`, `/items/${tags.car}`);
    await schedule(staff, CODE, "4 lines");
    await isNotFound(japan, `/rounds/${CODE}`);
    await customs.goto(`/rounds/${CODE}`);
    assert.equal(await customs.getByText("Winter boots").count(), 1);
    assert.equal(await customs.getByText("Off-road car").count(), 0, "the lines of another agency stay unseen");
    assert.equal(await opens(customs, `/rounds/${CODE}/receipt`, 409), "Not possible now");
  });

  step("staff dispatches after one more question; then nothing can be changed", async () => {
    for (const grant of ["JP-2020", "JP-2016"]) {
      await japan.goto(`/grants/${grant}/items`);
      granted[grant] = { sent: cents(await tile(japan, "Handed over")), confirmed: cents(await tile(japan, "Confirmed")) };
    }
    const said = await dispatch(staff, CODE, "4 lines");
    assert.match(said, /Lines, quantities and values are fixed from now on\./);
    assert.match(said, /State Customs Committee, State Security Service/);
    assert.equal(cents(said), HANDED_OVER);
    assert.equal(await staff.getByRole("link", { name: "Add a line" }).count(), 0);
    assert.equal(await staff.getByRole("link", { name: "Change", exact: true }).count(), 0);
    // What was said of it can be completed; what was sent cannot be changed.
    assert.equal(await opens(staff, `/rounds/${CODE}/lines/new`, 409), "Not possible now");
    await shot(staff, "round-dispatched-1280");
  });

  step("another agency's officer and other donors get “not found”; staff cannot confirm", async () => {
    const places = [`/rounds/${CODE}`, `/items/${tags.boots}`, `/items/${tags.car}`];
    const interior = await stage.person("interior");
    await isNotFound(interior, ...places, `/rounds/${CODE}/receipt`);
    for (const donor of ["usa", "russia"]) {
      const viewer = await stage.person(donor);
      await isNotFound(viewer, ...places);
      await viewer.goto("/rounds");
      assert.doesNotMatch(await viewer.content(), new RegExp(`${CODE}|${TITLE}`));
      await viewer.context().close();
    }
    await interior.goto("/rounds");
    assert.doesNotMatch(await interior.content(), new RegExp(`${CODE}|${TITLE}`));
    await interior.context().close();
    await isNotFound(customs, `/items/${tags.car}`);
    await isNotAllowed(staff, `/rounds/${CODE}/receipt`);
    await isNotAllowed(japan, `/rounds/${CODE}/receipt`);
  });

  step("Japan sees what was handed over, and that nothing of it is confirmed", async () => {
    await japan.goto("/");
    await follow(japan.getByRole("link", { name: TITLE }).first(), `/rounds/${CODE}`);
    assert.equal(cents(await tile(japan, "Handed-over value")), HANDED_OVER);
    assert.equal(cents(await tile(japan, "Confirmed value")), 0n);
    await shot(japan, "round-donor-1280");
    await grantsShow(japan, 0n);
  });

  step("the customs officer counts on a phone: the radios whole, one pair of boots short", async () => {
    await customs.goto("/");
    await shot(customs, "to-receive-390");
    const waiting = customs.getByRole("listitem").filter({ hasText: TITLE });
    assert.match(await words(waiting), /2 lines to count, 16 pieces in all/);
    await follow(waiting.getByRole("link", { name: "Count 2 lines" }), `/rounds/${CODE}/receipt`);
    await alive(customs);

    await counting(customs, "Portable radio").getByText("All 4 arrived").tap();
    await customs.getByText("1 of 2 lines counted").waitFor();
    const boots = counting(customs, "Winter boots");
    assert.equal(await boots.getByLabel("Received", { exact: true }).inputValue(), "12", "it starts at what is expected");
    assert.equal(await boots.getByLabel("Short", { exact: true }).isVisible(), false, "why unfolds only when the count differs");
    await boots.getByRole("button", { name: "Received: one less" }).tap();
    await boots.getByText("1 short", { exact: true }).waitFor();
    await boots.getByRole("button", { name: "Received: one more" }).tap();
    assert.equal(await boots.getByLabel("All 12 arrived").isChecked(), true);
    await boots.getByRole("button", { name: "Received: one less" }).tap();
    await customs.getByText("2 of 2 lines counted").waitFor();
    assert.equal(await boots.getByLabel("Received", { exact: true }).inputValue(), "11");
    assert.equal(await boots.getByLabel("Short", { exact: true }).inputValue(), "1");
    await boots.getByLabel("Remark").fill("One box was open, a pair is missing");
    await field(customs, "Remark about the whole delivery").fill("Taken over at the gate");
    assert.deepEqual(await overflow(customs), []);
    await shot(customs, "counting-390");
    await customs.setViewportSize(NARROWEST);
    assert.deepEqual(await overflow(customs), []);
    await customs.setViewportSize(PHONE);

    await customs.getByRole("button", { name: "Review 2 lines" }).tap();
    await customs.waitForURL(`/rounds/${CODE}/receipt/review`);
    assert.match(await words(customs.getByRole("region", { name: "1 line differs" }).or(customs.locator("#differences"))), /Winter boots.*received 11 of 12 pairs, 1 short.*One box was open/);
    await customs.getByText("1 line is complete").waitFor();
    assert.deepEqual(await overflow(customs), []);
    await shot(customs, "review-390");
    await customs.getByRole("button", { name: "Sign for 11 pairs and 4 pieces" }).tap();
    await customs.waitForURL(/\/receipts\/[0-9a-f]+$/);
    receipts.push(new URL(customs.url()).pathname);
    assert.equal(await flash(customs), "Signed for 2 lines; 1 still expected. Come back to count what was short.");
    assert.equal(await words(title(customs)), `Received by ${CUSTOMS}`);
    assert.match(await words(row(customs, tags.boots)), /Winter boots.*11.*1.*Partly accepted/);
    assert.match(await words(row(customs, tags.radios)), /Portable radio.*Accepted/);
    await shot(customs, "receipt-390");
    assert.deepEqual(customs.complaints, []);
  });

  step("staff sees the line partly accepted, and who said so", async () => {
    await staff.goto(`/rounds/${CODE}`);
    assert.match(await words(row(staff, tags.boots)), /11.*1 short.*Partly accepted/);
    assert.match(await words(row(staff, tags.radios)), /Accepted/);
    assert.match(await words(row(staff, tags.car)), /Awaiting receipt/);
    assert.equal(await words(staff.locator(".page-title .tag")), "Partly received");
    assert.equal(cents(await tile(staff, "Confirmed value")), BY_CUSTOMS);
    assert.match(await words(staff.getByRole("main")), /Confirmed by State Customs Committee/);
    assert.match(await words(staff.getByRole("main")), /Logistics officer, customs \(demonstration\)/);
    await shot(staff, "round-receiving-1280");
  });

  step("Japan sees exactly the confirmed part, and nothing that it must not see", async () => {
    await japan.goto(`/rounds/${CODE}`);
    assert.equal(cents(await tile(japan, "Handed-over value")), HANDED_OVER);
    assert.equal(cents(await tile(japan, "Confirmed value")), BY_CUSTOMS);
    await grantsShow(japan, BY_CUSTOMS);
    await keepsSecrets();
    await shot(japan, "round-donor-receiving-1280");
  });

  step("state security confirms everything as sent with one button", async () => {
    const security = await stage.person("security", { viewport: PHONE });
    await isNotFound(security, receipts[0]);
    await security.goto(`/rounds/${CODE}`);
    assert.equal(await security.getByText("Winter boots").count(), 0);
    await follow(security.getByRole("link", { name: "Count what arrived" }), `/rounds/${CODE}/receipt`);
    receipts.push(await reviewAndSign(security, /^Sign for /, "Everything arrived as sent: review 2 lines"));
    assert.equal(await flash(security), "Signed for 2 lines.");
    assert.match(await words(row(security, tags.car)), /Accepted/);
    assert.deepEqual(security.complaints, []);
    await security.context().close();
    await isNotFound(customs, receipts[1]);
  });

  step("later the missing pair comes: the line is accepted and the round closed", async () => {
    await customs.goto(receipts[0]);
    await follow(customs.getByRole("link", { name: "Count what was still missing" }), `/rounds/${CODE}/receipt`);
    await alive(customs);
    const boots = counting(customs, "Winter boots");
    assert.match(await words(boots), /1 of 12 still expected/);
    assert.equal(await customs.getByRole("group", { name: "Portable radio" }).count(), 0);
    await boots.getByText("Arrived", { exact: true }).tap();
    receipts.push(await reviewAndSign(customs, "Sign for 1 pair", "Review 1 line"));
    assert.equal(await flash(customs), "Signed for 1 line.");

    await staff.goto(`/rounds/${CODE}`);
    assert.equal(await words(staff.locator(".page-title .tag")), "Closed");
    assert.match(await words(row(staff, tags.boots)), /12.*12.*Accepted/);
    assert.equal(cents(await tile(staff, "Confirmed value")), HANDED_OVER);
    await shot(staff, "round-closed-1280");
    await customs.goto(`/rounds/${CODE}/receipt`);
    await customs.getByText("Everything for your agency is counted").waitFor();
    assert.equal(LAST_PAIR + BY_CUSTOMS + 24_500_00n + 3_150_51n, HANDED_OVER);
  });

  step("Japan's confirmed value has risen to the exact sum, on every page", async () => {
    await japan.goto(`/rounds/${CODE}`);
    assert.equal(cents(await tile(japan, "Confirmed value")), HANDED_OVER);
    await grantsShow(japan, HANDED_OVER);
    await keepsSecrets();
  });

  step("from the grant to a signature in two clicks", async () => {
    for (const reader of [staff, japan]) {
      await reader.goto("/grants/JP-2020/items");
      const bought = reader.getByRole("region", { name: "What the grant bought" });
      await follow(bought.getByRole("link", { name: "Winter boots" }), `/items/${tags.boots}`);
      const signed = reader.getByRole("region", { name: "Receipts for it" });
      await follow(signed.locator(`a[href="${receipts[2]}"]`), receipts[2]);
      assert.equal(await words(title(reader)), `Received by ${CUSTOMS}`);
    }
    // One click, for those who know what they look for.
    await staff.goto("/grants/JP-2020/items");
    await follow(row(staff, tags.car).locator(`a[href="${receipts[1]}"]`), receipts[1]);
  });

  step("from the item back to its grants, round, receipt, unit and agency, one click each", async () => {
    const ways = [
      ["JP-2020", "/grants/JP-2020"],
      ["JP-2016", "/grants/JP-2016"],
      [new RegExp(`^${CODE}`), `/rounds/${CODE}`],
      [/^accepted/, receipts[1]],
      ["IMT Urgench", "/units/IMT-URG"],
      ["IMT Phase II", "/components/IMT"],
    ];
    for (const [link, path] of ways) {
      await staff.goto(`/items/${tags.telephone}`);
      await follow(chain(staff).getByRole("link", { name: link }), path);
    }
    await staff.goto(`/items/${tags.telephone}`);
    await staff.getByRole("main").getByRole("link", { name: SECURITY }).first().click();
    await staff.waitForURL("/agencies/SSS");
    await staff.goto(`/items/${tags.telephone}`);
    assert.match(await words(chain(staff)), /Government of Japan.*JP-2020.*JP-2016.*IMT Phase II.*Satellite telephone.*accepted.*IMT Urgench/);
    await shot(staff, "item-chain-1280");
    await follow(staff.getByRole("region", { name: "Rounds it went through" }).getByRole("link", { name: CODE }), `/rounds/${CODE}`);
    await staff.goto("/units/IMT-URG");
    assert.equal(await row(staff, tags.boots).count(), 1, "the unit holds the boots");
    assert.deepEqual(staff.complaints, []);
    assert.deepEqual(japan.complaints, []);
  });

  /** What both grants gained since the dispatch: all that was sent, and `confirmed` of it. */
  async function grantsShow(reader, confirmed) {
    let sentSum = 0n;
    let confirmedSum = 0n;
    for (const [grant, before] of Object.entries(granted)) {
      await reader.goto(`/grants/${grant}/items`);
      sentSum += cents(await tile(reader, "Handed over")) - before.sent;
      confirmedSum += cents(await tile(reader, "Confirmed")) - before.confirmed;
    }
    assert.equal(sentSum, HANDED_OVER, "handed over, by both grants");
    assert.equal(confirmedSum, confirmed, "confirmed, by both grants");
  }

  /** Opens every page that leads to the round for Japan and looks into each byte that the server sent. */
  async function keepsSecrets() {
    const items = Object.values(tags).map((tag) => `/items/${tag}`);
    const lists = ["/", "/grants", "/rounds", "/items", `/items?q=${tags.car}`, "/units", "/units/IMT-URG", "/components/IMT"];
    for (const path of [...lists, "/grants/JP-2020", "/grants/JP-2020/items", "/grants/JP-2016", "/grants/JP-2016/items", `/rounds/${CODE}`, ...items, ...receipts]) {
      const answer = await japan.goto(path);
      assert.equal(answer.status(), 200, path);
      const sent = [await answer.text(), await japan.content()].map(oneLine).join("\n");
      for (const secret of SECRETS) assert.ok(!sent.includes(secret), `${path} says “${secret}”`);
    }
    for (const secret of ["JTMHV05J604123456", "SAT-88213-X", "01 777 ABC"]) {
      await japan.goto(`/items?q=${encodeURIComponent(secret)}`);
      await japan.getByText("No items found").waitFor();
    }
  }
});
