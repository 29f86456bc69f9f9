// Every page for every role: WCAG 2.2 AA as far as a machine can tell, valid HTML, no sideways scrolling, clean paper.
//
// A crawler follows the links of each role and looks at one page of each kind. One look is one width and one colour
// scheme; the looks are dealt out over the roles, and at the end each kind of page gets those that it has not had.
// A form that was refused, or a list without rows, is a state of a page: it gets one look for each role.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  addLine,
  axe,
  DESK,
  faultsIn,
  field,
  fillSignIn,
  NARROWEST,
  open,
  overflow,
  PHONE,
  saveDraft,
  schedule,
  shot,
} from "../lib/index.mjs";

const LOOKS = ["light", "dark"].flatMap((scheme) => [PHONE, DESK].map((size) => ({ scheme, size })));
/** The printable width of A4 under the margins of the print style. */
const PAPER = { width: 688, height: 971 };
const SCHEDULED = "R-2026-14";
const EMPTY = "R-2026-15";
/** Has a packing list with a row that is wrong. */
const STAGED = "R-2026-16";
const PACKING = [
  "Item description\tQ-ty\tUnit price (USD)\tGrant\tComponent\tEnd user\tAgency",
  "Winter boots\t40\t50.25\tJP-2020\tIMT II\tIMT Nukus\tState Security Service",
  "Thermos\ta dozen\t18\tJP-2020\tIMT II\tIMT Nukus\tState Security Service",
];

/** What links do not lead to, or only to one of its states. */
const FURTHER = {
  anonymous: ["/sign-in", "/welcome/0000"],
  administrator: ["/nowhere", "/account", "/items?q=nothing-like-it", "/search?q=Nukus"],
  staff: [
    "/nowhere",
    "/account",
    "/rounds?q=nothing-like-it",
    "/rounds?status=closed&agency=nobody",
    "/search?q=Nukus",
    `/rounds/${SCHEDULED}`,
    `/rounds/${SCHEDULED}/dispatch`,
    `/rounds/${SCHEDULED}/cancel`,
    `/rounds/${EMPTY}`,
    `/rounds/${EMPTY}/packing`,
    `/rounds/${STAGED}/packing`,
    "/discrepancies?state=overdue",
    "/notices",
  ],
  officer: ["/nowhere", "/people", "/account", "/notices", `/rounds/${SCHEDULED}`],
  donor: ["/nowhere", "/account", "/units?q=nothing-like-it"],
};
/** Forms outside “new” pages that refuse what is sent as it stands. */
const REFUSING = ["/sign-in", "/rounds/*/receipt", "/rounds/*/packing without a list", "/discrepancies/*"];
/** Pages that say no do it with another status. */
const STATUS = { "/nowhere": 404, "/welcome/*": 404, "/people": { officer: 403 } };

describe("every page, for everybody who can see it", () => {
  let stage;
  const seen = new Map();
  const pages = {};

  before(async () => {
    stage = await open();
    for (const [role, login] of Object.entries({ administrator: "admin", staff: "staff", officer: "customs", donor: "japan" })) {
      pages[role] = await stage.person(login);
    }
    pages.anonymous = await stage.stranger();
    const { staff } = pages;
    await saveDraft(staff, { code: SCHEDULED, Title: "Lamps for Oybek" });
    await addLine(staff, SCHEDULED, {
      kind: "Counted lot",
      Description: "Inspection lamp",
      Quantity: "3",
      Value: "99.99",
      unit: "BLO Oybek",
      agency: "State Customs Committee",
      phase: "BLO · Phase II",
      shares: [["JP-2020", ""]],
    });
    await schedule(staff, SCHEDULED, "1 line");
    await saveDraft(staff, { code: EMPTY, Title: "Not filled yet" });
    await saveDraft(staff, { code: STAGED, Title: "Boots and flasks" });
    await staff.goto(`/rounds/${STAGED}/packing`);
    await field(staff, "Rows with their headings").fill(PACKING.join("\n"));
    await staff.getByRole("button", { name: "Read the rows" }).click();
    await staff.getByText("2 rows read from").waitFor();
  });

  after(() => stage?.close());

  for (const role of ["anonymous", "administrator", "officer", "donor", "staff"]) {
    test(`as ${role}`, async () => {
      const faults = [];
      const met = new Set();
      const ahead = [...FURTHER[role].map((path) => [path, nameOf(path)]), ...(role === "anonymous" ? [] : [["/", "/"]])];
      while (ahead.length > 0) {
        const [path, name] = ahead.shift();
        if (met.has(name)) continue;
        met.add(name);
        faults.push(...(await visit(role, path, name, [nextLook(name)])));
        for (const link of await linksOf(pages[role])) {
          if (!met.has(kindOf(link))) ahead.push([link, kindOf(link)]);
        }
        if (name.endsWith("/new") || REFUSING.includes(name)) {
          faults.push(...(await refuse(role, path, `${name} refused`)));
        }
      }
      assert.ok(role === "anonymous" || met.size > 12, `the crawler found only ${[...met].join(" ")}`);
      assert.deepEqual(faults, []);
    });
  }

  test("each kind of page in every look", async () => {
    const faults = [];
    for (const [name, { role, path, looks }] of seen) {
      const missing = LOOKS.filter((look) => !looks.includes(look));
      if (missing.length > 0 && !isState(name)) faults.push(...(await visit(role, path, name, missing)));
    }
    assert.deepEqual(faults, []);
  });

  test("the open menus", async () => {
    const page = pages.staff;
    const faults = [];
    for (const { scheme, size } of LOOKS) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`/rounds/${SCHEDULED}`);
      for (const menu of await page.locator("details.menu:visible > summary").all()) {
        await menu.click();
        // What an open menu covers is no target while it is open.
        faults.push(...(await axe(page, "details[open]")), ...(await overflow(page)));
        await shot(page, `menu-${size.width}-${scheme}-${(await menu.innerText()).trim().split(/\s/)[0]}`);
        await menu.click();
      }
    }
    assert.deepEqual(faults, []);
  });

  test("nothing was left out by mistake", () => {
    const kinds = [...seen.keys()];
    for (const kind of [
      "/", "/grants", "/grants/*", "/grants/*/money", "/grants/*/items", "/grants/*/agreement", "/grants/*/history", "/grants/*/owner", "/questions", "/questions/new", "/planned", "/grants/new", "/grants/*/edit", "/rounds", "/rounds/*", "/rounds/new", "/rounds/*/edit",
      "/rounds/*/lines/new", "/rounds/*/lines/*", "/rounds/*/dispatch", "/rounds/*/cancel", "/rounds/*/receipt", "/rounds/*/labels", "/items/*/label", "/receipts/*",
      "/rounds/*/terms", "/rounds/*/acts/*", "/rounds/*/acts/*/words", "/acts", "/acts/*", "/verify/*",
      "/items", "/items/*", "/units", "/units/*", "/agencies", "/components", "/components/*", "/activities", "/activities/*", "/results", "/results/*", "/results/new",
      "/activities/new", "/people", "/people/new", "/people/*/close", "/changes", "/account", "/sign-in", "/nowhere",
      "/rounds/*/packing", "/rounds/*/packing/*", "/discrepancies", "/discrepancies/*", "/notices", "/outbox",
    ]) {
      assert.ok(kinds.includes(kind), `${kind} was not reached; reached: ${kinds.join(" ")}`);
    }
    for (const [name, { looks }] of seen) assert.ok(isState(name) || looks.length === LOOKS.length, name);
  });

  const nextLook = (name) => LOOKS[(seen.get(name)?.looks.length ?? seen.size) % LOOKS.length];

  /** Opens a page and looks at it. */
  async function visit(role, path, name, looks) {
    const page = pages[role];
    const answer = await page.goto(path);
    const expected = STATUS[kindOf(path)]?.[role] ?? (typeof STATUS[kindOf(path)] === "number" ? STATUS[kindOf(path)] : 200);
    assert.equal(answer.status(), expected, `${role} ${path}`);
    return look(role, path, name, looks, await answer.text());
  }

  /** Sends a form as it stands, which it refuses, and looks at what comes back. */
  async function refuse(role, path, name) {
    const page = pages[role];
    await page.goto(path);
    const button = page.locator("main form[method=post] button[type=submit]").last();
    // Not everybody who reads a page has something to send.
    if ((await button.count()) === 0) return [];
    if (name.startsWith("/sign-in")) await fillSignIn(page, "nobody", "not the password");
    else await button.click();
    await page.waitForURL((url) => url.href !== new URL(path, url).href);
    // A form that has a default for everything is not refused.
    if (!new URL(page.url()).searchParams.has("again")) return [];
    assert.equal(await page.getByRole("alert").count(), 1, `${name}: an error summary`);
    return look(role, path, name, [nextLook(name)]);
  }

  async function look(role, path, name, looks, html) {
    const page = pages[role];
    const found = [];
    if (html) found.push(...(await faultsIn(html, path)));
    const island = await page.locator("leptos-island").count();
    if (island > 0) await page.locator('html[data-islands="awake"]').waitFor({ state: "attached" });
    const headings = await page.getByRole("heading", { level: 1 }).count();
    if (headings !== 1) found.push(`${headings} first headings`);
    const known = seen.get(name) ?? { role, path, looks: [] };
    seen.set(name, { role, path, looks: [...known.looks, ...looks.filter((look) => !known.looks.includes(look))] });
    for (const { scheme, size } of looks) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      const here = `${size.width} ${scheme}`;
      // What the bar at the foot covers can be scrolled from under it: it is looked at where nothing lies below. Where the
      // bar does not stick (wide windows) the page stays at its top: there the heads of tables stick when it is scrolled.
      await page.evaluate(() => {
        const sticks = (bar) => ["sticky", "fixed"].includes(getComputedStyle(bar).position);
        const foot = [...document.querySelectorAll(".sticky-action")].some(sticks);
        scrollTo(0, foot ? document.body.scrollHeight : 0);
      });
      found.push(...(await axe(page)).map((fault) => `${here}: ${fault}`));
      found.push(...(await overflow(page)).map((fault) => `${here}: ${fault}`));
      await shot(page, `all${name.replaceAll(/[/* ]+/g, "-")}-${role}-${size.width}-${scheme}`);
    }
    await page.setViewportSize(NARROWEST);
    found.push(...(await overflow(page)).map((fault) => `320: ${fault}`));
    found.push(...(await onPaper(page)).map((fault) => `paper: ${fault}`));
    found.push(...page.complaints.filter((complaint) => !/status of (403|404|409|422)/.test(complaint)));
    page.complaints = [];
    return found.map((fault) => `${role} ${path}${name.endsWith("refused") ? " refused" : ""}: ${fault}`);
  }
});

async function onPaper(page) {
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll("nav:not(.chain), header.bar, .skip, .filter-form, main button")]
      .filter((element) => element.checkVisibility())
      .map((element) => `${element.tagName.toLowerCase()}.${element.className} is printed`),
  );
  const found = [...shown, ...(await overflow(page))];
  await page.emulateMedia({ media: "screen" });
  return found;
}

/** A state of a page that is looked at anyway: one look is enough. */
const isState = (name) => name.includes(" ");

// One name for all pages of a kind: `/rounds/R-2019-05` is `/rounds/*`.
function kindOf(address) {
  const { pathname } = new URL(address, "http://portal");
  const parts = pathname.split("/").slice(1);
  const kind = parts.map((part, i) => (i % 2 === 1 && part !== "new" ? "*" : part));
  return `/${kind.join("/")}`;
}

/** The kind of a page that was asked for by name, with its state where that makes another page of it. */
function nameOf(path) {
  const kind = kindOf(path);
  if (path.includes("?") && !kind.startsWith("/search")) return `${kind} empty ${path.split("?")[1].split("=")[0]}`;
  if (path === `/rounds/${EMPTY}/packing`) return "/rounds/*/packing without a list";
  if (path === `/rounds/${SCHEDULED}`) return "/rounds/* scheduled";
  if (path === `/rounds/${EMPTY}`) return "/rounds/* without lines";
  return kind;
}

/** The addresses that the page leads to, without files. */
async function linksOf(page) {
  // A link in a drawing has its address as an attribute alone.
  const links = await page
    .locator("a[href]")
    .evaluateAll((all) => all.map((link) => new URL(link.getAttribute("href"), document.baseURI).href));
  const own = new URL(page.url()).origin;
  return links
    .map((link) => new URL(link))
    .filter((url) => url.origin === own && !/(\.\w+|\/pdf)$/.test(url.pathname))
    // What a new one is for, and which task it is, stands behind the question mark.
    .map((url) => (/(\/new|^\/to-do\/task)$/.test(url.pathname) ? url.pathname + url.search : url.pathname));
}
