// What an embassy asks: each question is answered on its first page, or at most two clicks from it, on a desk and on a phone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DESK, open, PHONE, words } from "../lib/index.mjs";

/** The question; the links to follow from the first page, by their names, each within a part of the page; what stands there then. */
const QUESTIONS = [
  ["Who signed for the car in Bukhara?", [["#places", "IMT Bukhara"], ["main", "counted 11 May 2021"]], /Ministry of Internal Affairs/],
  ["What is still open, since when?", [], /Still open .*12 lines not signed for the oldest was handed over [\d,]+ days ago/],
  ["Which training did we pay for, for how many people?", [["#training", "2 published figures"]], /training courses delivered to officers.*12 quoted/],
  ["How much of the yen is unspent?", [], /Still open .*¥1,006,000,000 \(indicative, at an assumed rate\), USD 9,610,047\.85 received: spending is not recorded yet/],
  ["Where are the things of the fifth round today?", [["main", /^Fifth round/]], /Lines of this round .*IMT/],
  ["What did the teams seize?", [], /What the teams seized .*Opium.*3 kg 689 g/],
  ["Which milestones come next, and when?", [], /Next milestones .*date not known/],
  ["At which rate were our yen booked?", [["main", /^JP-2020/], ["main", "Money"]], /¥743,000,000.*at 104\.50/],
  ["How many of the items are signed for?", [], /Signed for .*122 items/],
  ["What was handed over last?", [], /Latest handovers .*Second batch.*6 May 2021/],
  ["Who signed our agreement?", [["main", /^JP-2020/], ["main", "Agreement"]], /Signed by.*Yoshinori Fujiyama.*Ashita Mittal/],
  ["Has anybody checked on site?", [], /Checked on site no check on site is recorded yet/],
];

for (const [name, viewport] of [["desk", DESK], ["phone", PHONE]]) {
  describe(`twelve questions of an embassy (${name})`, () => {
    let stage, japan;

    before(async () => {
      stage = await open();
      japan = await stage.person("japan", { viewport });
    });
    after(() => stage?.close());

    for (const [question, ways, answer] of QUESTIONS) {
      test(question, async () => {
        assert.ok(ways.length <= 2, "at most two clicks");
        await japan.goto("/");
        for (const [part, link] of ways) {
          const before = japan.url();
          await japan.locator(part).getByRole("link", { name: link }).first().click();
          await japan.waitForURL((url) => url.href !== before);
        }
        assert.match(await words(japan.getByRole("main")), answer);
        assert.deepEqual(japan.complaints, []);
      });
    }
  });
}
