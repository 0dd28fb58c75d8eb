// frames.mjs – how many frames a second the map shows while it is dragged, at 1280×720, on a machine without a graphics card,
// and who works meanwhile. Prints a table in Markdown. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { base, launch, open, person, signIn } from '../web/e2e/browser.mjs';

const seconds = Number(process.argv[2] ?? 6);
const views = [
  { zoom: 10, at: '123.43,41.80' },
  { zoom: 12, at: '123.43,41.80' },
  { zoom: 14, at: '123.43,41.80' },
];

const browser = await launch();
const cdp = await browser.newBrowserCDPSession();
const ask = await person('duty');
const kinds = Object.keys(await ask('/register/counts?by=kind'));
const sets = { nothing: 'none', 'enterprises and cameras': 'enterprise,camera', [`all ${kinds.length} kinds`]: kinds.join(',') };
const page = await open(browser, 'map', { width: 1280, height: 720 });
await signIn(page, '/', 'duty');
await page.locator('.shell').waitFor();

/** Processor seconds of the browser's processes, by their kind. */
async function worked() {
  const out = {};
  for (const p of (await cdp.send('SystemInfo.getProcessInfo')).processInfo) out[p.type] = (out[p.type] ?? 0) + p.cpuTime;
  return out;
}

/** Drags the map to and fro and returns the times of the frames, in ms. */
async function drag() {
  await page.evaluate(() => {
    window.frames_ = [];
    const each = (t) => {
      window.frames_.push(t);
      window.wait_ = requestAnimationFrame(each);
    };
    window.wait_ = requestAnimationFrame(each);
  });
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    for (const [from, to] of [[800, 480], [480, 800]]) {
      await page.mouse.move(from, 420);
      await page.mouse.down();
      for (let k = 1; k <= 40; k++) {
        await page.mouse.move(from + ((to - from) * k) / 40, 420 + 2 * k);
        await page.waitForTimeout(8);
      }
      await page.mouse.up();
    }
  }
  return page.evaluate(() => {
    cancelAnimationFrame(window.wait_);
    return window.frames_;
  });
}

const quantile = (list, q) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))];

console.log('| shown | zoom | frames a second | ms between frames p50 | p95 | page, processors | drawing, processors |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const [name, layers] of Object.entries(sets)) {
  for (const { zoom, at } of views) {
    await page.goto(`${base}/?view=${at},${zoom}&layers=${layers}`);
    await page.locator('.onemap canvas').waitFor();
    await page.waitForTimeout(6000); // all tiles are there
    const before = await worked();
    const start = Date.now();
    const times = await drag();
    const took = (Date.now() - start) / 1000;
    const after = await worked();
    const gaps = times.slice(1).map((t, i) => t - times[i]);
    const used = (type) => (((after[type] ?? 0) - (before[type] ?? 0)) / took).toFixed(2);
    console.log(`| ${name} | ${zoom} | ${(gaps.length / took).toFixed(1)} | ${quantile(gaps, 0.5).toFixed(1)} | ${quantile(gaps, 0.95).toFixed(1)} | ${used('renderer')} | ${used('GPU')} |`);
  }
}
await browser.close();
