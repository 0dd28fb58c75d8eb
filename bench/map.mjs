// map.mjs URL CHROMIUM – opens the map page, signed in by ANLAN_TOKEN, and writes a line of JSON whenever an alarm has
// been drawn on it: {"what": "marker"} for a new pulsing marker on the map, {"what": "card", "alarm": id} for a new card
// in the column of alarms. A line is written after the frame in which the browser shows it; {"what": "placed"} before it,
// when the marker is in the page and the browser has yet to draw. Ends with an interrupt.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [url, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(resolve('web/package.json'))('playwright-core');
const tell = (line) => process.stdout.write(JSON.stringify(line) + '\n');

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] });
for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => void browser.close().finally(() => process.exit(0)));
const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
await context.addCookies([{ name: 'anlan_session', value: process.env.ANLAN_TOKEN, url }]);
const page = await context.newPage();
page.on('pageerror', (e) => process.stderr.write(`page error: ${e.message}\n`));
await page.exposeFunction('benchDrawn', tell);
await page.addInitScript(() => {
  const known = new Set();
  const drawn = (line) => requestAnimationFrame(() => requestAnimationFrame(() => window.benchDrawn(line)));
  const look = (node) => {
    if (!(node instanceof Element)) return;
    for (const e of [node, ...node.querySelectorAll('[data-alarm], .beat')]) {
      const id = e.getAttribute('data-alarm');
      if (id && !known.has(id)) {
        known.add(id);
        drawn({ what: 'card', alarm: id });
      }
      if (e.classList.contains('beat')) {
        window.benchDrawn({ what: 'placed' });
        drawn({ what: 'marker' });
      }
    }
  };
  const begin = () => new MutationObserver((list) => list.forEach((m) => m.addedNodes.forEach(look))).observe(document, { childList: true, subtree: true });
  begin();
});
const stream = page.waitForResponse((r) => r.url().includes('/api/events') && r.ok(), { timeout: 60000 });
await page.goto(url + '/');
await page.waitForSelector('.maplibregl-canvas', { timeout: 60000 });
await page.waitForSelector('aside.column-right', { timeout: 60000 });
await stream;
// The map is still once it has all its tiles; then it is asked no more.
await page.waitForLoadState('load');
await page.waitForTimeout(5000);
tell({ what: 'open' });
