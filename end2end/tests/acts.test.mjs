// A ceremony with two agencies: terms, an act for each, its files in three languages, the check of the paper, a new version.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe } from "node:test";
import {
  addLine,
  axe,
  DESK,
  dispatch,
  field,
  flash,
  follow,
  htmlFaults,
  isNotAllowed,
  isNotFound,
  journey,
  oneLine,
  open,
  overflow,
  PHONE,
  reviewAndSign,
  row,
  saveDraft,
  schedule,
  shot,
  title,
  words,
} from "../lib/index.mjs";

const CUSTOMS = "State Customs Committee";
const SECURITY = "State Security Service";
const PHASE = "IMT · Phase II";

/** The text of a PDF; spaces are spaces, and breaks that are offered inside long words are none. */
function pdfText(bytes) {
  const text = execFileSync("pdftotext", ["-enc", "UTF-8", "-", "-"], { input: bytes, encoding: "utf8" });
  return oneLine(text.replaceAll("\u200b", ""));
}

for (const [size, viewport, js] of [["1280", DESK, true], ["390", PHONE, false]]) {
  const code = `R-ACTS-${size}`;

  describe(`acts at ${size} px`, () => {
    const step = journey();
    let stage, staff, numbers, check;

    before(async () => {
      stage = await open();
      staff = await stage.person("staff", { viewport, js });
    });

    after(() => stage?.close());

    step("a round for two agencies is dispatched", async () => {
      await saveDraft(staff, { code, Title: "Cars and monoculars", Place: "Termez" });
      await addLine(staff, code, {
        kind: "Vehicle", Description: "Off-road car", VIN: `JTMHV05J6041${size === "390" ? "90390" : "91280"}`, Value: "24,500",
        unit: "IMT Nukus", agency: SECURITY, phase: PHASE, shares: [["JP-2020", "100"]],
      });
      await addLine(staff, code, {
        kind: "Counted lot", Description: "Night-vision monocular", Quantity: "4", Value: "8,000",
        unit: "IMT Nukus", agency: CUSTOMS, phase: PHASE, shares: [["JP-2020", "60"], ["JP-2016", "40"]],
      });
      await schedule(staff, code, "2 lines");
      await dispatch(staff, code, "2 lines");
    });

    step("what an act lacks is named and leads to its field", async () => {
      await staff.goto(`/rounds/${code}`);
      await follow(staff.getByRole("link", { name: "Prepare the act" }).first(), new RegExp(`^/rounds/${code}/acts/`));
      await staff.getByText("The act cannot be made yet").waitFor();
      await follow(staff.getByRole("link", { name: "the legal basis" }), `/rounds/${code}/terms`);
      assert.equal(await words(title(staff)), "Terms of the acts");
      assert.deepEqual(await overflow(staff), []);
      assert.deepEqual(await htmlFaults(staff, `/rounds/${code}/terms`), []);
      await shot(staff, `acts-terms-${size}`);
    });

    step("a mistake in the terms is named, and what was typed stays", async () => {
      await staff.locator("summary", { hasText: "A deputy signs instead" }).first().click();
      await field(staff, "Name of the deputy").first().fill("Gʻayrat Oʻrinov");
      await staff.getByRole("button", { name: "Save the terms" }).click();
      await staff.getByRole("alert").waitFor();
      assert.equal(await field(staff, "Name of the deputy").first().inputValue(), "Gʻayrat Oʻrinov");
      await field(staff, "Name of the deputy").first().fill("");
    });

    step("staff enter the terms", async () => {
      await staff.getByRole("radio", { name: "Ownership passes to the agency" }).check();
      await staff.getByRole("radio", { name: "Russian" }).check();
      await field(staff, "Place").fill("Termez");
      await staff.locator("summary", { hasText: "Russian and Uzbek: place" }).click();
      await field(staff, "Place, in Russian").fill("г. Термез");
      await field(staff, "Place, in Uzbek").fill("Termiz shahri");
      await field(staff, "Legal basis 1").fill("Exchange of Notes between Japan (日本国政府) and UNODC of 27 February 2020");
      const names = field(staff, "Name of the signatory");
      const posts = staff.getByRole("main").getByLabel(/^Post$/);
      for (const [i, [name, post]] of [["Ashita Mittal", "Regional Representative"], ["Bahrom Qodirov", "Head of logistics"], ["Dilshod Karimov", "Head of supply"]].entries()) {
        await names.nth(i).fill(name);
        await posts.nth(i).fill(post);
      }
      await staff.getByRole("button", { name: "Save the terms" }).click();
      await staff.waitForURL((url) => url.pathname === `/rounds/${code}`);
      assert.match(await flash(staff), /Terms saved/);
    });

    step("an act is issued for each agency", async () => {
      numbers = [];
      for (const agency of [CUSTOMS, SECURITY]) {
        await staff.goto(`/rounds/${code}`);
        const line = staff.getByRole("row").filter({ hasText: agency }).filter({ hasText: "Prepare the act" });
        await line.getByRole("link", { name: "Prepare the act" }).click();
        await staff.waitForURL((url) => url.pathname.startsWith(`/rounds/${code}/acts/`));
        if (agency === CUSTOMS) {
          await follow(staff.getByRole("link", { name: "Enter Russian and Uzbek names" }), /\/words$/);
          await shot(staff, `acts-words-${size}`);
          const russian = staff.getByRole("group", { name: CUSTOMS }).getByLabel(/^In Russian/);
          await russian.fill("Государственный таможенный комитет");
          await staff.getByRole("group", { name: CUSTOMS }).getByLabel(/^In Uzbek/).fill("Davlat bojxona qoʻmitasi");
          await staff.getByRole("button", { name: "Save the names" }).click();
          await staff.waitForURL((url) => /\/acts\/[A-Z]+$/.test(url.pathname));
        }
        await staff.getByRole("button", { name: /^Issue version 1 of HA-/ }).click();
        await staff.waitForURL((url) => url.pathname.startsWith("/acts/HA-"));
        numbers.push(new URL(staff.url()).pathname.split("/").pop());
      }
      assert.notEqual(numbers[0], numbers[1]);
      if (js) assert.deepEqual(await axe(staff), []);
      assert.deepEqual(await overflow(staff), []);
      assert.deepEqual(await htmlFaults(staff, `/acts/${numbers[0]}`), []);
      await shot(staff, `acts-show-${size}`);
    });

    step("the officer reads the act of the own agency alone, in three languages", async () => {
      const customs = await stage.person("customs", { viewport, js });
      await isNotFound(customs, `/acts/${numbers[1]}`);
      await customs.goto(`/acts/${numbers[0]}`);
      await customs.getByText("Handover round").waitFor();
      await customs.getByRole("link", { name: "Русский" }).click();
      await customs.getByText("Передающая сторона").first().waitFor();
      await customs.getByRole("link", { name: "Oʻzbekcha" }).click();
      await customs.getByText("Topshiruvchi tomon").first().waitFor();
      const donor = await stage.person("japan", { js: false });
      await isNotAllowed(donor, "/acts", `/acts/${numbers[0]}`, `/acts/${numbers[0]}/1/pdf`);
      await customs.context().close();
      await donor.context().close();
    });

    step("the files say the same in English, Russian and Uzbek", async () => {
      const file = async (languages) => {
        const address = `/acts/${numbers[0]}/1/pdf?languages=${languages}`;
        let answer;
        // Without optimisation the typesetter takes long to read its fonts, once; meanwhile a request may run out of time.
        for (let turn = 0; turn < 4 && answer?.status() !== 200; turn++) answer = await staff.request.get(address, { timeout: 60_000 });
        assert.equal(answer.status(), 200, "the portal is built with PDF");
        assert.match(answer.headers()["content-disposition"], /^inline; filename="HA-/);
        return pdfText(await answer.body());
      };
      const both = await file("en-ru");
      for (const said of [numbers[0], "Handover and Acceptance Act", "Акт приёма-передачи", "г. Термез", "Государственный таможенный", "日本国政府", "eight thousand US dollars", "восемь тысяч"]) {
        assert.ok(both.includes(said), `${said} is not in: ${both}`);
      }
      const uzbek = await file("uz");
      for (const said of ["Topshirish-qabul qilish dalolatnomasi", "Termiz shahri", "Davlat bojxona qoʻmitasi", "sakkiz ming AQSH dollari"]) {
        assert.ok(uzbek.includes(said), `${said} is not in: ${uzbek}`);
      }
      const [, found] = both.match(/\/verify\/([0-9a-f]{32})/) ?? assert.fail("the address for checking is printed");
      check = `/verify/${found}`;
    });

    step("anybody checks the paper, and learns nothing else", async () => {
      const stranger = await stage.stranger({ viewport, js });
      await stranger.goto(check);
      await stranger.getByText("Genuine: version 1").waitFor();
      const said = oneLine(await stranger.getByRole("main").innerText());
      for (const secret of [numbers[0], code, CUSTOMS, "Termez"]) assert.ok(!said.includes(secret), said);
      if (js) assert.deepEqual(await axe(stranger), []);
      assert.deepEqual(await overflow(stranger), []);
      await shot(stranger, `acts-verify-${size}`);
      await stranger.goto("/verify/00000000000000000000000000000000");
      await stranger.getByText("No act was issued under this code").waitFor();
      await stranger.context().close();
    });

    step("the same again is refused; a receipt leads to a second version", async () => {
      await staff.goto(`/acts/${numbers[0]}`);
      await staff.getByRole("link", { name: "Issue a new version" }).first().click();
      await field(staff, "Reason for the new version").fill("A mistake");
      await staff.getByRole("button", { name: /^Issue version 2/ }).click();
      await staff.getByText("Nothing has changed since version 1").first().waitFor();

      const customs = await stage.person("customs", { js: false });
      await customs.goto(`/rounds/${code}/receipt`);
      await reviewAndSign(customs, /^Sign for /, /^Everything arrived as sent/);
      await customs.context().close();

      await staff.goto(`/acts/${numbers[0]}`);
      await staff.getByText(/^A receipt of .* is not in this version$/).waitFor();
      await staff.getByRole("link", { name: "Issue a new version" }).first().click();
      await field(staff, "Reason for the new version").fill("The receipt of the committee");
      await staff.getByRole("button", { name: /^Issue version 2/ }).click();
      await staff.waitForURL(`/acts/${numbers[0]}`);
      await staff.goto(`/acts/${numbers[0]}?version=1`);
      await staff.getByText(/^Version 1 was superseded by version 2 on /).waitFor();
      await staff.goto(check);
      await staff.getByText("Superseded by version 2").waitFor();
      await staff.goto("/acts");
      assert.match(await words(row(staff, numbers[0])), / 2 .* To be signed$/);
      assert.deepEqual(await overflow(staff), []);
      await shot(staff, `acts-list-${size}`);
      assert.deepEqual(staff.complaints.filter((complaint) => !complaint.includes("status of 4")), []);
    });
  });
}
