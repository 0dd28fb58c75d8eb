// The rest of risk monitoring in a browser: an alarm shows what the nearest camera saw, also when the camera answers only at
// the second try; limits of a point are proposed by one person and approved by another; forecast rain is put in, and what is
// wrong in it is said. No error in a console, no finding of axe. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD,
// ANLAN_MQTT.
import { createServer } from 'node:http';
import { axe, base, check, open, person, publish, shots, signIn, step } from './browser.mjs';

const desk = { width: 1366, height: 768 };

async function fit(page, what) {
  const found = await axe(page);
  if (found.length > 0) throw new Error(`${what}: ${found.join('\n')}`);
}

async function look(page, name) {
  for (const [size, viewport] of Object.entries({ 1920: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 }, 1366: desk })) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${shots}/monitoring-${name}-${size}.png` });
  }
}

/** A point of a plant in which nothing is in alarm; the storm of watch.mjs takes others. */
async function calmPoint(ask) {
  for (let n = 39; n > 2; n--) {
    const { items } = await ask(`/signal/points?device=gw-${String(n).padStart(2, '0')}&limit=100`);
    const p = items.find((x) => typeof x.limits.hh === 'number' && x.element.startsWith('hs-'));
    if (p && (await ask(`/signal/alarms?element=${p.element}`)).items.length === 0) return p;
  }
  throw new Error('no plant without an alarm');
}

/** A camera's server: gives nothing at first, then a picture. */
async function lens(picture) {
  const asked = { n: 0 };
  const server = createServer((_, res) => {
    asked.n++;
    if (asked.n === 1) res.writeHead(503).end();
    else res.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(picture);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { server, asked, host: `127.0.0.1:${server.address().port}` };
}

/** Chooses the whole city in a field of areas. */
async function wholeCity(page) {
  await page.locator('#area').click();
  await page.locator('.ant-cascader-menu-item', { hasText: '全市' }).click();
}

const save = (page) => page.locator('.ant-modal .ant-modal-footer .ant-btn-primary').click();

await check(async (browser) => {
  const [ask, admin] = [await person('duty'), await person('admin')];
  const duty = await open(browser, 'duty', desk);
  await signIn(duty, '/monitor/points', 'duty');
  const point = await calmPoint(ask);
  const commander = await open(browser, 'commander', desk);
  await signIn(commander, '/monitor/points', 'commander');

  await step('an alarm shows what the nearest camera saw', async () => {
    const camera = await lens(await duty.screenshot({ type: 'jpeg', quality: 60 }));
    try {
      await admin('/settings/outward', { rule: camera.host, reason: '浏览器检查的摄像机' });
      const { lon, lat } = point;
      await ask('/register/elements', { kind: 'camera', name: '罐区东侧抓拍摄像机', lon, lat, attrs: { channel: `2101${String(Date.now() % 1_000_000).padStart(6, '0')}1320000001`, source: 'enterprise', ptz: true, state: 'online', still: `http://${camera.host}/still.jpg` } });
      publish(point.device, { [point.key]: point.limits.hh * 1.2 });
      let alarm;
      for (let i = 0; !alarm; i++) {
        alarm = (await ask(`/signal/alarms?point=${point.id}`)).items[0];
        if (i === 240) throw new Error('no alarm');
        await duty.waitForTimeout(250);
      }
      await duty.goto(`${base}/monitor/alarms?open=${alarm.id}`);
      await duty.locator('[data-picture="taken"] img').waitFor();
      await duty.waitForFunction(() => document.querySelector('[data-picture="taken"] img')?.naturalWidth > 0);
      if (camera.asked.n !== 2) throw new Error(`the camera was asked ${camera.asked.n} times`);
      await duty.locator('[data-picture] [data-clip]').scrollIntoViewIfNeeded();
      await fit(duty, 'the picture of an alarm');
      await look(duty, 'picture');
    } finally {
      camera.server.close();
    }
    publish(point.device, { [point.key]: 0 });
  });

  const high = point.limits.hh;
  await step('limits in a wrong order are refused where they stand', async () => {
    await duty.goto(`${base}/monitor/points?open=${point.id}`);
    await duty.locator('[data-act="edit-limits"]').click();
    await duty.locator('#hh').fill('0.0001');
    await duty.locator('#reason').fill('更换探头，按设计文件复核');
    await save(duty);
    await duty.getByText('限值须由高到低').first().waitFor();
    await duty.screenshot({ path: `${shots}/monitoring-limits-wrong.png` });
  });
  await step('a proposal is held against history; its writer cannot approve it', async () => {
    await duty.locator('#hh').fill(String(Math.round(high * 110) / 100));
    await save(duty);
    await duty.locator('[data-limits="tried"]').waitFor();
    if ((await duty.locator('[data-act="approve-limits"]').count()) > 0) throw new Error('the writer may approve');
    await duty.locator('[data-limits="tried"]').scrollIntoViewIfNeeded();
    await fit(duty, 'the proposal');
    await look(duty, 'limits');
  });
  await step('another person approves, and they are in force', async () => {
    await commander.goto(`${base}/monitor/points`);
    await commander.locator('[data-limits="waiting"]').waitFor();
    await commander.goto(`${base}/monitor/points?open=${point.id}`);
    await commander.locator('[data-act="approve-limits"]').click();
    await commander.locator('.ant-popconfirm-buttons .ant-btn-primary').click();
    await commander.locator('[data-act="approve-limits"]').waitFor({ state: 'detached' });
    let now = high;
    for (let n = 0; n < 240 && now === high; n++) { // the engine hears of it by an event
      await commander.waitForTimeout(250);
      now = (await ask(`/signal/points/${point.id}`)).limits.hh;
    }
    if (now === high) throw new Error('the limits are the old ones');
    await fit(commander, 'the versions of limits');
  });

  await step('forecast rain: a wrong number is named, then it is kept', async () => {
    await duty.goto(`${base}/monitor/water`);
    await duty.locator('[data-act="put-rain"]').click();
    await wholeCity(duty);
    await duty.locator('#source').fill('市气象台');
    await duty.locator('#hours').fill('5 12 many');
    await save(duty);
    await duty.getByText('第 3 个数应为 0 至 300').waitFor();
    await duty.locator('#hours').fill('5 12 30.5 18 6 2');
    await duty.locator('[data-rain]').waitFor();
    await fit(duty, 'the bulletin of rain');
    await look(duty, 'rain');
    await save(duty);
    await duty.locator('.ant-modal').waitFor({ state: 'detached' });
  });
});
