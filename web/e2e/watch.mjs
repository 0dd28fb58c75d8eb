// Risk monitoring in a browser: a storm of alarms is grouped by site and worked in bulk, what was hidden is listed with its
// reason, a rule is written, simulated and approved by a second person; a hazard source is inspected and its plant makes its
// promise on the phone; every page opens with the demo's data. No error in a console, no finding of axe. Needs a running demo
// city: ANLAN_URL, ANLAN_DEMO_PASSWORD, ANLAN_MQTT.
import { axe, base, check, open, person, publish, shots, signIn, step } from './browser.mjs';

const pages = [
  ['hazards', '/monitor/hazards', 'table tbody tr.opens'],
  ['source', '/monitor/hazards/hs-01', '.vessel'],
  ['promises', '/monitor/promises', 'table tbody tr.ant-table-row'],
  ['parks', '/monitor/parks', '.facts'],
  ['events', '/monitor/events', 'table tbody tr.opens'],
  ['water', '/monitor/water', 'table tbody tr.opens'],
  ['gauges', '/monitor/water?tab=gauges', 'table tbody tr.ant-table-row'],
  ['typhoon', '/monitor/typhoon', 'canvas'],
  ['forest', '/monitor/forest', '.danger-card'],
  ['figures', '/monitor/figures', '.figure-card'],
];
const desk = { width: 1366, height: 768 };

async function fit(page, what) {
  const found = await axe(page);
  if (found.length > 0) throw new Error(`${what}: ${found.join('\n')}`);
}

/** Fourteen points of a plant in which nothing is in alarm. */
async function calmPlant(ask) {
  for (let n = 3; n < 40; n++) {
    const { items } = await ask(`/signal/points?device=gw-${String(n).padStart(2, '0')}&limit=100`);
    const points = items.filter((p) => typeof p.limits.hh === 'number' && p.element.startsWith('hs-')).slice(0, 14);
    if (points.length === 14 && (await ask(`/signal/alarms?element=${points[0].element}`)).items.length === 0) return points;
  }
  throw new Error('no plant without an alarm');
}

await check(async (browser) => {
  const ask = await person('duty');
  const storm = await calmPlant(ask);
  const masked = storm.pop();
  const { device, element } = masked;
  const mask = (await ask('/signal/masks', { kind: 'maintenance', points: [masked.id], to: new Date(Date.now() + 3_600_000).toISOString(), reason: '探头标定，票号 2611' })).id;
  const duty = await open(browser, 'duty', desk);
  await step('sign in', async () => {
    await signIn(duty, '/login', 'duty');
    await duty.waitForURL((u) => !u.pathname.startsWith('/login'));
  });

  await step('a storm stands as one group, with the alarm that came first', async () => {
    publish(device, { [masked.key]: masked.limits.hh * 1.2 });
    publish(device, { [storm[0].key]: storm[0].limits.hh * 1.2 });
    publish(device, Object.fromEntries(storm.slice(1).map((p) => [p.key, p.limits.hh * 1.2])));
    await duty.goto(`${base}/monitor/alarms`);
    await duty.locator('.alarm-scroll').waitFor();
    await duty.locator('.ant-segmented-item', { hasText: '按单位' }).click();
    await duty.locator('.group.waits .first-out').first().waitFor();
    await duty.screenshot({ path: `${shots}/watch-storm.png` });
    await fit(duty, 'the grouped console');
  });

  await step('some of it is shelved at once, with reason and authority, and taken back', async () => {
    await duty.locator('.group.waits', { hasText: storm[0].element_name.slice(0, 12) }).first().getByRole('button', { name: '查看各条' }).click();
    await duty.locator('tr[data-state="unacknowledged"]').nth(3).waitFor();
    for (const n of [1, 2]) await duty.locator('tr[data-state="unacknowledged"]').nth(n).locator('.tick input').check();
    await duty.locator('[data-act="shelve-chosen"]').click();
    await duty.locator('#reason').fill('联锁检修');
    await duty.locator('#authority').fill('值班长');
    await duty.screenshot({ path: `${shots}/watch-shelve.png` });
    await duty.locator('.ant-modal .ant-btn-primary').click();
    await duty.locator('[data-act="undo"]').click();
    await duty.getByText('已取消搁置 2 条').waitFor();
  });

  await step('all of the site is acknowledged with one press', async () => {
    await duty.locator('.ant-segmented-item', { hasText: '按单位' }).click();
    const group = duty.locator('[data-group]', { hasText: storm[0].element_name.slice(0, 12) }).first();
    await group.getByRole('button', { name: '全部确认' }).click();
    await group.getByRole('button', { name: '全部确认' }).waitFor({ state: 'detached' });
    const { items } = await ask(`/signal/alarms?element=${element}&state=unacknowledged`);
    if (items.length > 0) throw new Error(`${items.length} alarms are still unacknowledged`);
  });

  await step('what maintenance hid is listed with its reason', async () => {
    await duty.goto(`${base}/monitor/hidden`);
    await duty.locator('tbody tr', { hasText: masked.title }).first().waitFor();
    await duty.screenshot({ path: `${shots}/watch-hidden.png` });
    await fit(duty, 'the hidden alarms');
    await ask(`/signal/masks/${mask}/end`, {});
  });

  const title = `浏览器试验规则 ${Date.now() % 100_000}`;
  await step('a rule is written and held against history', async () => {
    await duty.goto(`${base}/monitor/rules`);
    await duty.getByRole('button', { name: '新建规则' }).click();
    await duty.locator('#title').fill(title);
    await duty.locator('#key').fill(masked.key);
    await duty.locator('#steps_0_set').fill('1000');
    await duty.locator('#steps_0_clear').fill('900');
    await duty.locator('#safety_critical').click();
    await duty.locator('#why').fill('联锁设定值');
    await duty.screenshot({ path: `${shots}/watch-rule.png` });
    await duty.locator('.ant-modal .ant-btn-primary').click();
    await duty.locator('.ant-modal').waitFor({ state: 'detached' });
    await duty.locator('.side-panel .panel-extra .ant-btn-primary').first().click();
    await duty.locator('.side-panel .sim-count').waitFor();
    await fit(duty, 'the rule');
  });

  await step('a second person lets it come into force', async () => {
    const commander = await open(browser, 'commander', desk);
    await signIn(commander, '/login', 'commander');
    await commander.waitForURL((u) => !u.pathname.startsWith('/login'));
    await commander.goto(duty.url());
    await commander.locator('.side-panel').getByRole('button', { name: '批准' }).click();
    await commander.locator('.ant-popconfirm-buttons .ant-btn-primary').click();
    await commander.locator('.side-panel .tag', { hasText: '生效' }).first().waitFor();
    await commander.context().close();
  });

  for (const [name, path, wanted] of pages) {
    await step(name, async () => {
      await duty.goto(base + path);
      await duty.locator(wanted).first().waitFor();
      await duty.screenshot({ path: `${shots}/watch-${name}-1366.png` });
      await fit(duty, name);
    });
  }

  await step('inspect a source', async () => {
    await duty.goto(`${base}/monitor/hazards/hs-02`);
    await duty.getByRole('button', { name: '开始巡查' }).click();
    await duty.getByRole('button', { name: '全部正常' }).click();
    await duty.getByRole('button', { name: '记录巡查' }).click();
    await duty.getByText('巡查已记录').waitFor();
  });

  await step('a promise on the phone', async () => {
    const phone = await open(browser, 'plant', { width: 390, height: 844 });
    await signIn(phone, '/m', 'plant-01');
    await phone.locator('[data-standing]').first().click();
    await phone.locator('input[name="safe"]').check();
    await fit(phone, 'the promise');
    await phone.locator('[data-do="promise"]').click();
    await phone.locator('[data-standing="made"], [data-standing="late"]').first().waitFor();
  });
  publish(device, Object.fromEntries([...storm, masked].map((p) => [p.key, 0])));
});
