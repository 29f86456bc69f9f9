// Every yen accounted for: received at a rate of the table, spent, reversed; the rate is superseded; and the embassy reads the
// same figures on the page, in the CSV and in the spreadsheet, as of a past date and today.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { field, follow, isNotAllowed, journey, open, readXlsx, shot, words } from "../lib/index.mjs";

const GRANT = "JP-2026-M";
const LEDGER = `/grants/${GRANT}/ledger`;
const STATEMENT = `/grants/${GRANT}/statement`;

describe("from the receipt to the statement of the embassy", () => {
  const step = journey();
  let stage, staff, finance, japan;

  before(async () => {
    stage = await open();
    [staff, finance, japan] = [await stage.person("staff"), await stage.person("finance"), await stage.person("japan")];
    await staff.goto("/grants/new?donor=JP");
    await field(staff, "Code").fill(GRANT);
    await field(staff, "Title of the agreement").fill("Radios for the northern posts");
    await field(staff, "Amount").fill("743,000,000");
    await staff.getByRole("button", { name: "Record the grant" }).click();
    await staff.waitForURL(`/grants/${GRANT}`);
  });

  after(() => stage?.close());

  step("the UN rate of March 2020 is entered by one and approved by another", async () => {
    await staff.goto("/rates/new");
    await field(staff, "Source").selectOption({ label: "UN operational rate" });
    await field(staff, "Currency").selectOption("JPY");
    await field(staff, "Rate").fill("104.50");
    await field(staff, "Effective on").fill("16 Mar 2020");
    await staff.getByRole("button", { name: "Enter the rate" }).click();
    await approveRate(await entered());
  });

  step("the receipt is booked at it, and an expenditure is posted and reversed", async () => {
    await post({ kind: "Receipt of funds", amount: "¥743,000,000", currency: "JPY", day: "2020-03-20", purpose: "The whole grant" }, 1);
    await post({ kind: "Expenditure", amount: "120,000.50", currency: "USD", day: "2020-06-01", purpose: "Radios, first lot" }, 2);
    await post({ kind: "Expenditure", amount: "30,000", currency: "USD", day: "2020-07-15", purpose: "Radios, by mistake" }, 3);
    await staff.goto(`${LEDGER}/3/reverse`);
    await field(staff, "Value date of the reversal").fill("2020-09-01");
    await field(staff, "Reason").fill("Paid from another grant");
    await staff.getByRole("button", { name: "Post the reversal" }).click();
    await staff.waitForURL(`${LEDGER}/4`);
    await approveEvent(4);
  });

  step("the rate is superseded: the event is listed as affected, with the difference, and keeps its figure", async () => {
    await finance.goto("/rates");
    const [old] = await finance.locator('a[href^="/rates/entry/"]').evaluateAll((links) =>
      links.filter((a) => a.closest("tr")?.textContent.includes("104.50") && a.closest("tr").textContent.includes("UN operational")).map((a) => a.getAttribute("href")),
    );
    await staff.goto(`${old}/supersede`);
    await field(staff, "Rate").fill("107.50");
    await field(staff, "Reason").fill("The circular was corrected");
    await staff.getByRole("button", { name: "Enter the superseding rate" }).click();
    const superseding = await entered();
    assert.match(await words(staff.getByRole("main")), new RegExp(`${GRANT}/1.*USD 7,110,047\\.85.*USD 6,911,627\\.91.*−USD 198,419\\.94`));
    await approveRate(superseding);
    await japan.goto(`${LEDGER}/1`);
    assert.match(await words(japan.getByRole("main")), /USD 7,110,047\.85/);
  });

  step("the embassy reads the statement today: page, CSV and spreadsheet say the same", async () => {
    const shown = await statement("");
    assert.deepEqual(shown.get("Received"), ["¥743,000,000", "USD 7,110,047.85", "at 104.50"]);
    assert.deepEqual(shown.get("Spent").slice(1, 2), ["USD 120,000.50"]);
    assert.deepEqual(shown.get("Unspent").slice(1, 2), ["USD 6,990,047.35"]);
    // 743,000,000 × 120,000.50 ÷ 7,110,047.85
    assert.deepEqual(shown.get("Used").slice(0, 2), ["¥12,540,052", "USD 120,000.50"]);
    assert.match(await words(japan.locator("#announced")), /107\.50/);
    await shot(japan, "statement-1280");
  });

  step("as of a past date it says what was true then, with the expenditure that was reversed later", async () => {
    const shown = await statement("?as_of=2020-07-31");
    assert.deepEqual(shown.get("Spent").slice(1, 2), ["USD 150,000.50"]);
    const before = await statement("?as_of=2020-03-01");
    assert.deepEqual(before.get("Received").slice(0, 2), ["¥0", "USD 0.00"]);
    // Nothing was known of it in 2020: it was all recorded today.
    const unknown = await statement("?as_of=2020-07-31&known=2020-08-01");
    assert.deepEqual(unknown.get("Received").slice(0, 2), ["¥0", "USD 0.00"]);
  });

  step("an officer of an agency reads no money of a grant", async () => {
    const customs = await stage.person("customs");
    await isNotAllowed(customs, `/grants/${GRANT}`, STATEMENT, LEDGER, "/rates");
    for (const page of [staff, finance, japan]) assert.deepEqual(page.complaints, []);
  });

  const post = async ({ kind, amount, currency, day, purpose }, number) => {
    await staff.goto(`${LEDGER}/new`);
    await staff.getByRole("radio", { name: kind }).check();
    await field(staff, "Amount").fill(amount);
    await field(staff, "Currency").selectOption(currency);
    await field(staff, "Value date").fill(day);
    await field(staff, "Purpose").fill(purpose);
    await staff.getByRole("button", { name: "Check the rate and the booked amount" }).click();
    await staff.waitForURL(`${LEDGER}/check`);
    await staff.getByRole("button", { name: /^Post the / }).click();
    await staff.waitForURL(`${LEDGER}/${number}`);
    await approveEvent(number);
  };

  const approveEvent = async (number) => {
    await finance.goto(`${LEDGER}/${number}`);
    await follow(finance.getByRole("link", { name: "Approve" }), `${LEDGER}/${number}/approve`);
    await finance.getByRole("button", { name: /^Approve the / }).click();
    await finance.waitForURL(`${LEDGER}/${number}`);
  };

  const entered = async () => {
    await staff.waitForURL(/\/rates\/entry\/\d+$/);
    return new URL(staff.url()).pathname;
  };

  const approveRate = async (entry) => {
    await finance.goto(entry);
    await finance.getByRole("button", { name: "Approve the rate" }).click();
    await finance.waitForURL((url) => url.pathname === entry);
  };

  /** The sources and uses of the page, by their name, after comparing every row with the CSV and the spreadsheet. */
  const statement = async (query) => {
    await japan.goto(`${STATEMENT}${query}`);
    const page = await japan.locator("main table").evaluateAll((tables) =>
      tables.flatMap((table) => [...table.tBodies].flatMap((body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, " ").trim())))),
    );
    const files = await Promise.all(["csv", "xlsx"].map((end) => japan.getByRole("main").getByRole("link", { name: end.toUpperCase() }).getAttribute("href")));
    const csv = parse(await (await japan.request.get(files[0])).text());
    const xlsx = readXlsx(await (await japan.request.get(files[1])).body());
    const plain = (row) => row.map(figure).join(" | ").replace(/( \| )+$/, "");
    assert.deepEqual(xlsx.map(plain).filter(Boolean), csv.map(plain).filter(Boolean));
    const inFile = new Set(csv.map(plain));
    for (const row of page) assert.ok(inFile.has(plain(row)), `on the page alone: ${plain(row)}`);
    return new Map(page.map(([name, ...cells]) => [name, cells]));
  };
});

/** A cell as it can be compared: `USD 7,110,047.85`, `7110047.85` and the number are one; so are the forms of a date. */
function figure(cell) {
  const text = String(cell).replace(/\s+/g, " ").trim();
  if (text === "–" || text === '""') return "";
  if (typeof cell === "number" && Number.isInteger(cell) && cell > 40_000 && cell < 60_000) return day(Date.UTC(1899, 11, 30) + cell * 86_400_000);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) || /^\d{1,2} \w{3} \d{4}$/.test(text)) return day(Date.parse(`${text} UTC`));
  const bare = text.replace(/^(−?)(¥|USD )/, "$1").replaceAll(",", "").replace("−", "-");
  return /^-?\d+(\.\d+)?$/.test(bare) ? String(Number(bare)) : text;
}

function day(milliseconds) {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** CSV with quoted cells. */
function parse(text) {
  return text.replace(/^\uFEFF/, "").trim().split(/\r?\n/).map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) => (quoted ?? bare).replaceAll('""', '"')),
  );
}
