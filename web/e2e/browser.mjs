// What the browser checks share: a Chromium without a screen, pages that report every error, and axe.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const base = (process.env.ANLAN_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
export const password = process.env.ANLAN_DEMO_PASSWORD ?? '';

/** Where pictures go. */
export const shots = process.env.ANLAN_SHOTS ?? 'shots';

/** What consoles said and pages threw that nobody wanted; a check with any of them fails. */
export const faults = [];

/** Errors that a check brings about, with how many of them may still come. */
const expected = [];

/** Says beforehand that a console will write down an error: Chromium does for every answer of 400 and above, and for every request without a network. */
export function expectError(pattern, times = 1) {
  expected.push({ pattern, times });
}

const script = basename(process.argv[1] ?? '', '.mjs');
let passed = 0;
const pages = new Map();

/** One thing that a check shows; when it fails, every open page is pictured and told with its address. */
export async function step(what, f) {
  const start = Date.now();
  try {
    const v = await f();
    passed++;
    console.log(`ok   ${what} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    return v;
  } catch (e) {
    console.log(`FAIL ${what}`);
    for (const [name, page] of pages) {
      if (page.isClosed()) continue;
      console.log(`     ${name} stands at ${page.url()}`);
      console.log(`     it shows: ${await page.evaluate(() => document.body.innerText.replace(/\s+/g, ' ').slice(0, 300)).catch((x) => x.message)}`);
      for (const said of await page.locator('.ant-modal:visible, .ant-message:visible, [role="alert"]:visible').allInnerTexts()) console.log(`     it says: ${said.replace(/\s+/g, ' ')}`);
      await page.screenshot({ path: `${shots}/failed-${script}-${name}.png`, timeout: 10_000 }).catch((x) => console.log(`     no picture of ${name}: ${x.message}`));
    }
    throw e;
  }
}

/** Runs a whole check in a browser of its own, tells how many of its steps passed, and leaves with 1 when anything failed. */
export async function check(main) {
  mkdirSync(shots, { recursive: true });
  const browser = await launch();
  try {
    await main(browser);
    if (faults.length > 0) throw new Error('errors in a console');
    console.log(`${passed} passed, 0 failed`);
  } catch (e) {
    console.error(e.message);
    if (faults.length > 0) console.error(`console:\n${faults.join('\n')}`);
    console.log(`${passed} passed, 1 failed`);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

/** A Chromium that draws WebGL in software, as on a machine without a graphics card. */
export function launch() {
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => p && existsSync(p));
  if (!found) throw new Error('no Chromium found: install the package chromium, or set CHROMIUM');
  return chromium.launch({
    executablePath: found,
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
  });
}

/** A page of its own session, with still pictures: a button that moves between press and release is not pressed. Whatever its console says as an error, and whatever it throws, is added to `faults`. */
export async function open(browser, name, viewport) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
  const page = await context.newPage();
  pages.set(name, page);
  page.setDefaultTimeout(45_000);
  page.on('pageerror', (e) => faults.push(`${name}: ${e.message}`));
  page.on('console', (m) => {
    if (m.type() !== 'error') return;
    // Asking who is signed in, before anybody is, is answered 401; Chromium writes that down by itself.
    if (m.text().includes('401') && m.location().url.endsWith('/api/session')) return;
    const said = `${name}: ${m.text()} ${m.location().url}`;
    const wanted = expected.find((e) => e.times > 0 && e.pattern.test(said));
    if (wanted) wanted.times--;
    else faults.push(said);
  });
  return page;
}

/** Waits until the map of a page rests: nothing moves, and all that was put on it is drawn and can be pressed. */
export const mapRests = (page) => page.locator('.map-canvas[data-rest]').first().waitFor();

/** The field that only somebody who is not signed in sees. */
export const passwordField = 'input[autocomplete="current-password"]';

/** Signs in by the login form, and waits until it is gone: going on sooner would break the sign-in off. */
export async function signIn(page, path, user) {
  await page.goto(base + path);
  await page.locator('input[autocomplete="username"]').fill(user);
  await page.locator(passwordField).fill(password);
  await page.locator('button[type="submit"]').click();
  await page.locator(passwordField).waitFor({ state: 'detached' });
}

/** The axe findings of WCAG 2.1 A and AA on the page as it stands, once nothing fades in or out: half a colour has half the contrast. */
export async function axe(page) {
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getComputedTiming().endTime === Infinity));
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] }),
  );
  return violations.map((v) => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 4).map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join(' | ')}`);
}

const [mqttHost, mqttPort] = (process.env.ANLAN_MQTT ?? '127.0.0.1:1883').split(':');

/** Fails when axe finds something on a page. */
export async function clean(page, what) {
  const found = await axe(page);
  if (found.length > 0) throw new Error(`${what}: ${found.join('\n')}`);
}

/** Nothing of a page may be wider than the screen. */
export async function fits(page, what = 'the page') {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (wide > screen) throw new Error(`${what} is ${wide} px wide on a screen of ${screen}`);
}

/** Publishes values of a device over MQTT, as it would: by key, all of this moment. */
export function publish(device, values) {
  const message = JSON.stringify({ t: new Date().toISOString(), v: values });
  execFileSync('mosquitto_pub', ['-h', mqttHost, '-p', mqttPort, '-u', 'demo-device', '-P', password, '-q', '1', '-i', `browser-test-${device}`, '-t', `anlan/v1/obs/${device}`, '-m', message]);
}

/** Calls the API as one of the demo people, beside the browser; a second argument is posted. */
export async function person(user) {
  const answer = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user, password }),
  });
  if (!answer.ok) throw new Error(`sign in as ${user}: ${answer.status} ${await answer.text()}`);
  const { token } = await answer.json();
  return async (path, post) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const a = await fetch(`${base}/api${path}`, post ? { method: 'POST', headers, body: JSON.stringify(post) } : { headers });
    if (!a.ok) throw new Error(`${post ? 'POST' : 'GET'} ${path}: ${a.status} ${await a.text()}`);
    return a.json();
  };
}
