// From plan to action in a real browser: an ammonia leak becomes an incident, the plan is proposed with its level, previewed and
// started at level III by the duty officer, in at most 12 clicks from the alarm; a commander raises it to II, and only what is new
// goes out. Any error in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD, ANLAN_MQTT.
import { axe, base, check, open, person, publish, shots, signIn, step } from './browser.mjs';

const most = 12;
let clicks = 0;

/** A press that counts. */
async function press(where) {
  await where.click();
  clicks++;
}

/** A detector of ammonia, else of another gas, without an alarm. */
async function detector(ask) {
  const { items: alarms } = await ask('/signal/alarms?limit=1000');
  const taken = new Set(alarms.map((a) => a.element));
  const found = [];
  let cursor = '';
  do {
    const page = await ask(`/signal/points?limit=1000&cursor=${cursor}`);
    found.push(...page.items.filter((x) => x.device.startsWith('gw-') && x.limits.hh !== null && x.limits.l === null && x.on_delay_s <= 1 && !taken.has(x.element)));
    cursor = page.next;
  } while (cursor);
  const p = found.find((x) => /氨/.test(`${x.title ?? ''}${x.element_name}`)) ?? found.at(-1);
  if (!p) throw new Error('no point with a HH limit is free of alarms');
  return p;
}

const dialog = (page) => page.locator('.ant-modal-container, .ant-modal-content').last();

async function fit(page) {
  await page.mouse.move(2, 300);
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

const narrow = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1);

await check(async (browser) => {
  const ask = await person('duty');
  const point = await detector(ask);
  const desk = await open(browser, 'duty', { width: 1366, height: 768 });
  let started = 0;

  await step('an alarm of a leak comes in', async () => {
    await signIn(desk, '/', 'duty');
    await desk.locator('.light-live').waitFor();
    publish(point.device, { [point.key]: point.limits.hh * 1.2 });
    await desk.locator('.column-right [data-alarm]', { hasText: point.element_name }).first().waitFor();
    started = Date.now();
  });

  const incident = await step('it is acknowledged and becomes an incident', async () => {
    const card = desk.locator('.column-right [data-alarm]', { hasText: point.element_name }).first();
    const alarm = await card.getAttribute('data-alarm');
    await press(card.locator('[data-act="acknowledge"]'));
    await desk.locator(`.column-right [data-alarm="${alarm}"][data-state="acknowledged"]`).waitFor();
    await press(desk.locator(`.column-right [data-alarm="${alarm}"] [data-act="to-incident"]`));
    await press(desk.locator('[data-act="create-incident"]'));
    await desk.waitForURL(/\/command\/incidents\/(?!new)[\w-]+$/);
    return desk.url().split('/').pop();
  });

  await step('it is verified and classified at level III', async () => {
    await press(desk.locator('.incident-head [data-act="verify"]'));
    await press(dialog(desk).locator('.ant-radio-group label, .ant-radio-wrapper, .ant-radio-button-wrapper').first());
    await press(dialog(desk).locator('.ant-modal-footer .ant-btn').last());
    await desk.locator('.incident-head [data-act="classify"]').waitFor();
    await press(desk.locator('.incident-head [data-act="classify"]'));
    await dialog(desk).locator('textarea').fill('氨气泄漏，下风向有居民');
    await press(dialog(desk).locator('.ant-modal-footer .ant-btn').last());
    await desk.locator('.incident-head [data-act="close"]').waitFor();
  });

  const plan = await step('a plan is proposed with its level and reasons', async () => {
    const line = desk.locator('.response-strip [data-plan]').first();
    await line.locator('.reasons li').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/activate-1-proposed.png` });
    return line.getAttribute('data-plan');
  });

  await step('the preview shows what would go out, and what is missing; one press starts it', async () => {
    await press(desk.locator('[data-act="preview-plan"]').first());
    await desk.locator('[data-run="III"] [data-orders="group"] li').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/activate-2-preview.png` });
    await press(desk.locator('[data-act="confirm-run"]'));
    await desk.locator(`[data-running="${plan}"][data-level="III"]`).waitFor();
    const seconds = (Date.now() - started) / 1000;
    console.log(`     ${clicks} clicks and ${seconds.toFixed(0)} s from the alarm to level III`);
    if (clicks > most) throw new Error(`${clicks} clicks, at most ${most} are wanted`);
  });

  await step('organisation and tasks stand on the page', async () => {
    await desk.locator('[data-act="confirm-run"]').waitFor({ state: 'detached' });
    await desk.locator('.response-role').first().waitFor();
    await desk.locator('.response-group').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/activate-3-running.png` });
  });

  const before = await ask(`/command/incidents/${incident}/response`);
  await step('the duty officer is told that level II is not theirs', async () => {
    await desk.locator('[data-act="raise-plan"]').click();
    await desk.locator('[data-run="II"] [data-orders]').first().waitFor();
    await desk.locator('.side-panel [role="alert"], .side-panel .ant-alert').first().waitFor();
    if (await desk.locator('[data-act="confirm-run"]').isEnabled()) throw new Error('the duty officer may raise to II');
    await desk.keyboard.press('Escape');
    await desk.locator('[data-act="confirm-run"]').waitFor({ state: 'detached' });
  });

  const chief = await open(browser, 'commander', { width: 1920, height: 1080 });
  await step('a commander raises it to II: only what is new goes out', async () => {
    await signIn(chief, `/command/incidents/${incident}`, 'commander');
    await chief.locator(`[data-running="${plan}"][data-level="III"]`).waitFor();
    await chief.locator('[data-act="raise-plan"]').click();
    await chief.locator('[data-run="II"] [data-orders]').first().waitFor();
    await chief.locator('[data-field="reason"]').fill('氨气扩散至居民区');
    await chief.screenshot({ path: `${shots}/activate-4-raise.png` });
    await chief.locator('[data-act="confirm-run"]').click();
    await chief.locator(`[data-running="${plan}"][data-level="II"]`).waitFor();
    const after = await ask(`/command/incidents/${incident}/response`);
    const ids = after.orders.map((o) => o.id);
    if (new Set(ids).size !== ids.length) throw new Error('an order was given twice');
    if (ids.length <= before.orders.length) throw new Error('nothing new went out');
    for (const o of before.orders) {
      const now = after.orders.find((x) => x.id === o.id);
      if (!now || now.given_at !== o.given_at || now.case !== o.case || now.call !== o.call) throw new Error(`${o.id} was given again`);
    }
    await desk.locator(`[data-running="${plan}"][data-level="II"]`).waitFor();
    await chief.locator('[data-act="confirm-run"]').waitFor({ state: 'detached' });
    await fit(chief);
    await chief.screenshot({ path: `${shots}/activate-5-raised.png` });
  });

  await step('it fits a phone', async () => {
    await desk.setViewportSize({ width: 390, height: 844 });
    await desk.goto(`${base}/command/incidents/${incident}`);
    await desk.locator('.response-role').first().waitFor();
    await desk.screenshot({ path: `${shots}/activate-6-phone.png`, fullPage: true });
    if (!(await narrow(desk))) throw new Error('the page is wider than the phone');
  });
  publish(point.device, { [point.key]: 0 });
});
