// The main job in a real browser: sign in, an alarm appears by itself, acknowledge it, make an incident of it, send a team,
// answer on the phone, close. Any error in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD,
// and ANLAN_MQTT (host:port) to which a device publishes with mosquitto_pub.
import { axe, base, check, expectError, open, person, publish, shots, signIn, step } from './browser.mjs';

/** A gas detector without an alarm, inside a hazard source. */
async function quietPoint(ask) {
  const { items: alarms } = await ask('/signal/alarms?limit=1000');
  const taken = new Set(alarms.map((a) => a.element));
  let cursor = '';
  do {
    const page = await ask(`/signal/points?limit=1000&cursor=${cursor}`);
    const p = page.items.find((x) => x.device.startsWith('gw-') && x.limits.hh !== null && x.limits.l === null && x.on_delay_s <= 1 && !taken.has(x.element));
    if (p) return p;
    cursor = page.next;
  } while (cursor);
  throw new Error('no point with a HH limit is free of alarms');
}

async function fillForm(page, text) {
  const form = page.locator('.ant-modal-content, .ant-modal-container').last();
  await form.locator('.ant-modal-footer .ant-btn').last().waitFor(); // the fields are there with it
  for (const area of await form.locator('textarea').all()) await area.fill(text);
  for (const n of await form.locator('.ant-input-number-input').all()) await n.fill('0');
  for (const group of await form.locator('.ant-radio-group').all()) {
    if ((await group.locator('input:checked').count()) === 0) await group.locator('label').first().click();
  }
  await form.locator('.ant-modal-footer .ant-btn').last().click();
  await form.waitFor({ state: 'hidden' });
}

async function act(page, name, text) {
  await page.locator(`.incident-head [data-act="${name}"]`).click();
  if (text) await fillForm(page, text);
}

async function main(browser) {
  const ask = await person('duty');
  const point = await quietPoint(ask);
  const desk = await open(browser, 'desk', { width: 1366, height: 768 });
  await step('the duty officer signs in and sees the map', async () => {
    await signIn(desk, '/', 'duty');
    await desk.locator('.onemap canvas').waitFor();
    await desk.locator('.light-live').waitFor();
  });

  const alarm = await step('an alarm appears on the map by itself', async () => {
    const start = Date.now();
    publish(point.device, { [point.key]: point.limits.hh * 1.2 });
    const card = desk.locator('.column-right [data-alarm]', { hasText: point.element_name }).first();
    await card.waitFor();
    console.log(`     shown ${Date.now() - start} ms after the device was told to send`);
    return card.getAttribute('data-alarm');
  });
  await desk.screenshot({ path: `${shots}/1-map.png` });

  await step('it is acknowledged where it stands', async () => {
    const card = desk.locator(`.column-right [data-alarm="${alarm}"]`);
    await card.locator('[data-act="acknowledge"]').click();
    await desk.locator(`[data-alarm="${alarm}"][data-state="acknowledged"]`).first().waitFor({ state: 'attached' });
  });

  await step('the alarm console shows it, with its chart', async () => {
    await desk.goto(`${base}/monitor/alarms?open=${alarm}`);
    await desk.locator(`tr[data-alarm="${alarm}"][data-state="acknowledged"]`).waitFor();
    await desk.locator('.value-chart canvas').waitFor();
    await desk.screenshot({ path: `${shots}/2-alarm.png` });
  });

  const incident = await step('it becomes an incident', async () => {
    await desk.locator(`.side-panel [data-act="to-incident"]`).click();
    await desk.locator('[data-act="create-incident"]').click();
    await desk.waitForURL(/\/command\/incidents\/(?!new)[\w-]+$/);
    return desk.url().split('/').pop();
  });

  await step('it is verified and classified', async () => {
    await act(desk, 'verify', '现场值守人员电话确认,罐区检测器持续报警。');
    await act(desk, 'classify', '有毒气体泄漏,暂无人员伤亡。');
    await desk.locator('.incident-head [data-act="close"]').waitFor();
  });

  const task = await step('a team with a leader gets a task', async () => {
    const team = await leadersTeam(ask, incident);
    const card = desk.locator(`[data-recommended="${team}"]`);
    await card.locator('[data-act="dispatch"]').click();
    const order = desk.getByRole('dialog', { name: /派遣|派出/ });
    await order.locator('.ant-btn-primary').last().click();
    await order.waitFor({ state: 'hidden' });
    const row = desk.locator('[data-task]').first();
    await row.waitFor();
    return row.getAttribute('data-task');
  });
  await desk.screenshot({ path: `${shots}/3-incident.png` });

  const phone = await open(browser, 'phone', { width: 390, height: 844 });
  await step('the team leader finds the task on the phone', async () => {
    await signIn(phone, '/m', 'field');
    await phone.locator(`[data-task="${task}"]`).click();
    await phone.locator('[data-act="accept"]').waitFor();
  });

  await step('accept and arrive: one press each, seen at the desk by itself', async () => {
    await phone.locator('[data-act="accept"]').click();
    await phone.locator('[data-stage="accepted"]').waitFor();
    await phone.locator('[data-act="arrive"]').click();
    await phone.locator('[data-stage="arrived"]').waitFor();
    await desk.locator(`[data-task="${task}"][data-stage="arrived"]`).waitFor();
    await phone.screenshot({ path: `${shots}/4-phone.png` });
  });

  await step('a photo and the result, written without a network, arrive when it is back', async () => {
    expectError(/^phone: .*(ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED)/, Infinity);
    await phone.context().setOffline(true);
    await phone.locator('input[data-do="photo"]').setInputFiles({ name: 'scene.png', mimeType: 'image/png', buffer: tinyPicture });
    await phone.locator('[data-act="done"]').click();
    await phone.locator('dialog textarea').fill('已关阀堵漏,浓度降到限值以下。');
    await phone.locator('dialog [data-act="send"]').click();
    await phone.locator('[data-waiting]').waitFor();
    await phone.screenshot({ path: `${shots}/5-phone-offline.png` });
    await phone.context().setOffline(false);
    await phone.locator('[data-waiting]').waitFor({ state: 'detached' });
    await desk.locator(`[data-task="${task}"][data-stage="done"]`).waitFor();
  });

  await step('the incident is closed with a summary', async () => {
    await act(desk, 'close', '泄漏已处置完毕,无人员伤亡。');
    await desk.locator('.incident-head', { hasText: '已办结' }).waitFor();
    await desk.locator('.timeline li').nth(6).waitFor();
    await desk.screenshot({ path: `${shots}/6-closed.png` });
  });

  await step('no page breaks a rule of WCAG 2.1 AA', () => accessible(desk, phone));
  publish(point.device, { [point.key]: 0 });
}

/** The recommended team whose leader is the demo login "field"; any other would leave the phone empty. */
async function leadersTeam(ask, incident) {
  const me = (await (await person('field'))('/session')).person;
  const { items } = await ask(`/command/incidents/${incident}/recommendations`);
  const teams = items.find((g) => g.kind === 'rescue-team').items.map((r) => r.id);
  const own = me.grants.map((g) => g.department).find((d) => teams.includes(d));
  return own ?? teams[0];
}

async function accessible(desk, phone) {
  const found = [];
  const look = async (page, name) => found.push(...(await axe(page)).map((v) => `${name}: ${v}`));
  await look(phone, 'phone task');
  for (const path of ['/', '/monitor/alarms', '/monitor/points', '/monitor/warnings', '/monitor/rejections', '/command/incidents', '/grid/elements', '/desk/inbox', '/desk/cases', '/desk/procedures', '/desk/procedures/command.incident']) {
    await desk.goto(base + path);
    await desk.locator('main h1, .onemap').first().waitFor();
    await desk.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
    await desk.waitForTimeout(1500); // colours fade in
    await look(desk, path);
  }
  if (found.length > 0) throw new Error(found.join('\n'));
}

const tinyPicture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
  'base64',
);

await check(main);
