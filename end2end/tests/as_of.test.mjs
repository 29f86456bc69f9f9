// From a day on another grant pays a part; as of the day before, the page says what was true then.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { cents, errorUnder, field, flash, follow, isNotAllowed, journey, open, overflow, PHONE, shot, words } from "../lib/index.mjs";

const ITEM = "/items/IMT-000113";
const REASON = "Agreed with the donors on 3 May 2021";

describe("as of another day", () => {
  const step = journey();
  let stage, staff, japan;
  const funding = (page) => words(page.locator("#funding"));

  before(async () => {
    stage = await open();
    staff = await stage.person("staff");
    japan = await stage.person("japan");
  });

  after(() => stage?.close());

  step("only staff change who paid", async () => {
    await isNotAllowed(japan, `${ITEM}/shares`);
    await japan.goto(ITEM);
    assert.equal(await japan.getByRole("link", { name: "Change the shares" }).count(), 0);
  });

  step("shares that do not make a whole come back with what was typed", async () => {
    await staff.goto(ITEM);
    assert.match(await funding(staff), /JP-2020.*100 %/);
    await follow(staff.getByRole("link", { name: "Change the shares" }), `${ITEM}/shares`);
    assert.equal(await field(staff, "Share in %").inputValue(), "100");
    await field(staff, "Share in %").fill("62.5");
    await field(staff, "Grant 2").selectOption("JP-2016");
    await field(staff, "Share of grant 2 in %").fill("37.4999");
    await field(staff, "Effective from").fill("10 May 2021");
    await field(staff, "Reason").fill(REASON);
    await staff.getByRole("button", { name: "Change the shares" }).click();
    await staff.waitForURL(/\?again$/);
    assert.equal(await errorUnder(field(staff, "Share in %")), "Error: The shares add up to 99.9999 %, not to 100 %");
    assert.equal(await field(staff, "Reason").inputValue(), REASON);
  });

  step("mended, it holds from its day on, and the history says why", async () => {
    await field(staff, "Share of grant 2 in %").fill("37.5");
    await staff.getByRole("button", { name: "Change the shares" }).click();
    await staff.waitForURL(new RegExp(`${ITEM}#funding$`));
    assert.equal(await flash(staff), "Shares of IMT-000113 changed from 10 May 2021 on.");
    const said = await funding(staff);
    assert.match(said, /JP-2020.*62\.5 %.*JP-2016.*37\.5 %/);
    assert.match(said, new RegExp(`10 May 2021.*${REASON}.*6 May 2021.*JP-2020 100 %.*As entered with the item`));
    await shot(staff, "shares-changed-1280");
  });

  step("as of the day before, the old shares", async () => {
    await staff.getByText("As of another day").click();
    await field(staff, "As of").fill("9 May 2021");
    await staff.getByRole("button", { name: "Show that day" }).click();
    await staff.waitForURL(/as_of=9\+May\+2021/);
    await staff.getByText("As of 9 May 2021", { exact: true }).waitFor();
    assert.match(await funding(staff), /JP-2020.*100 %/);
    assert.doesNotMatch(await funding(staff), /JP-2016/);
    await shot(staff, "as-of-1280");
    await follow(staff.getByRole("link", { name: "Back to today" }), ITEM);
    assert.match(await funding(staff), /JP-2016/);
    // As of the day itself, and as the portal knew it long before somebody wrote it down.
    await staff.goto(`${ITEM}?as_of=2021-05-10`);
    assert.match(await funding(staff), /JP-2016/);
  });

  step("a day that cannot be read is said beside its field", async () => {
    await staff.goto(`${ITEM}?as_of=09/25/19`);
    assert.equal(await errorUnder(field(staff, "As of")), "Error: Enter a date such as 25 Sep 2019 or 2019-09-25");
    assert.equal(await field(staff, "As of").inputValue(), "09/25/19");
  });

  step("the donor of both grants reads both parts, and only as of then one", async () => {
    await japan.goto(ITEM);
    const both = await words(japan.getByRole("main"));
    assert.match(both, /JP-2016/);
    assert.doesNotMatch(both, new RegExp(REASON));
    await japan.goto(`${ITEM}?as_of=2021-05-09`);
    assert.doesNotMatch(await funding(japan), /JP-2016/);
    assert.ok(cents(await funding(japan)) > 0n);
  });

  step("it fits on a phone", async () => {
    const phone = await stage.person("staff", { viewport: PHONE });
    for (const path of [ITEM, `${ITEM}/shares`, `${ITEM}?as_of=2021-05-09&known=2021-06-30`, "/units/IMT-AND?as_of=2021-05-01"]) {
      await phone.goto(path);
      assert.deepEqual(await overflow(phone), [], path);
    }
    assert.deepEqual([...phone.complaints, ...staff.complaints, ...japan.complaints], []);
  });
});
