// What a phone at a border post waits for: pages opened in real Chromium with an empty cache, on a line of 400 kbit/s that takes
// 400 ms there and back, by a processor four times slower than this one. Reads { url, pages: [{ path, cookie }] } from its first
// argument; prints for each page { path, bytes, readable, live }, times in milliseconds.
//
// `readable` is when the largest text of the first screen was painted, `live` when the islands are awake; null where none sleep.

import { launch, PHONE } from "../lib/browser.mjs";

const RUNS = 5;
const LINE = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const SLOWER = 4;

const { url, pages } = JSON.parse(process.argv[2]);
const browser = await launch();
const measured = [];
for (const { path, cookie } of pages) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await once(path, cookie));
  measured.push({ path, bytes: runs[0].bytes, readable: median(runs.map((run) => run.readable)), live: median(runs.map((run) => run.live)) });
}
await browser.close();
console.log(JSON.stringify(measured));

async function once(path, cookie) {
  const context = await browser.newContext({ baseURL: url, viewport: PHONE, hasTouch: true, isMobile: true });
  await context.addCookies(
    cookie.split("; ").map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), url })),
  );
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", LINE);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  let bytes = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  const answer = await page.goto(path, { waitUntil: "load", timeout: 60_000 });
  if (answer.status() !== 200) throw new Error(`${path} was answered with ${answer.status()}`);
  const islands = await page.locator("leptos-island").count();
  const live = islands > 0 ? await awake(page) : null;
  const readable = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
      }),
  );
  await context.close();
  return { bytes, readable: Math.round(readable), live };
}

async function awake(page) {
  await page.locator('html[data-islands="awake"]').waitFor({ state: "attached", timeout: 60_000 });
  return Math.round(await page.evaluate(() => performance.now()));
}

function median(times) {
  const known = times.filter((time) => time !== null).sort((a, b) => a - b);
  return known.length === 0 ? null : known[Math.floor(known.length / 2)];
}
