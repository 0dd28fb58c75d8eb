// Rounds on a phone with a bad network: a round is done without any, with a photograph; it survives a reload and the closing
// of the page, is sent later, and once; a round that was called off meanwhile says so; a finding opens its rectification.
// Door plates: printed for chosen elements, their public face, the page of the site behind them. Any
// error in a console that is not the missing network fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, expectError, faults, open, password, shots, signIn, step } from './browser.mjs';

const phone = { width: 390, height: 844 };
const grid = ['grid-210106', ...[1, 2, 3, 4, 5, 6].map((n) => `grid-210106-${n}`)];
const jpeg = Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=', 'base64');

async function session(user) {
  const a = await fetch(`${base}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user, password }) });
  if (!a.ok) throw new Error(`sign in as ${user}: ${a.status}`);
  const { token } = await a.json();
  return async (method, path, body, type = 'application/json') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const r = await fetch(`${base}/api${path}`, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': type }, ...(body ? { body: text } : {}) });
    if (!r.ok) throw new Error(`${method} ${path}: ${r.status} ${await r.text()}`);
    return r.json();
  };
}

/** A grid member with at least three open rounds of a form. */
async function busy(form) {
  for (const user of grid) {
    const { tasks } = await (await session(user))('GET', '/patrol/mine');
    const rounds = tasks.filter((t) => t.state === 'open' && t.form === form);
    if (rounds.length >= 3) return { user, rounds };
  }
  return null;
}

/** A warning of rain that lasts two minutes: rounds of every cell come before rain. */
async function rain() {
  const at = (ms) => new Date(ms + 8 * 3600e3).toISOString().slice(0, 19) + '+08:00';
  const xml = `<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>browser-${Date.now()}</identifier><sender>qx@example.org</sender><sent>${at(Date.now())}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency><severity>Minor</severity><certainty>Likely</certainty><expires>${at(Date.now() + 120_000)}</expires><headline>暴雨蓝色预警</headline><area><areaDesc>铁西区</areaDesc><geocode><valueName>GB/T 2260</valueName><value>210106</value></geocode></area></info></alert>`;
  await (await session('duty'))('POST', '/monitor/cap', xml, 'application/cap+xml');
}

/** A grid member with at least three open rounds. Daily rounds are made on working days; on others it has to rain. */
async function worker() {
  const daily = await busy('round');
  if (daily) return daily;
  await rain();
  for (let n = 0; n < 240; n++) { // the rounds are made when the warning is heard of
    const found = await busy('flood');
    if (found) return found;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error('nobody has three open rounds');
}

/** A grid member with a site of theirs, and what its page says. */
async function keeper() {
  for (const user of grid) {
    const ask = await session(user);
    const { tasks } = await ask('GET', '/patrol/mine');
    const task = tasks.find((t) => t.state === 'open' && t.site);
    if (task) return { user, site: await ask('GET', `/patrol/sites/${encodeURIComponent(task.site)}`) };
  }
  throw new Error('nobody has a round at a site');
}

/** The network of the page that is open: slow, or none. */
let network;

/** A page on a slow phone: 400 kbit/s, 400 ms, a processor four times slower. */
async function slow(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  // Both, since what one session of the browser says of the network another one may not hear.
  network = async (offline) => {
    await context.setOffline(offline);
    await cdp.send('Network.emulateNetworkConditions', { offline, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  };
  await network(false);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  page.on('pageerror', (e) => faults.push(e.message));
  page.on('console', (m) => {
    const wanted = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED|401|409|Failed to fetch/;
    if (m.type() === 'error' && !wanted.test(m.text())) faults.push(`${m.text()} ${m.location().url}`);
  });
  return page;
}

/** Finds everything in order, and sends it. */
async function fill(page) {
  await page.locator('.sheet input[value="ok"]').first().waitFor();
  for (const answer of await page.locator('.sheet input[value="ok"]').all()) await answer.check();
  await page.locator('.sheet [data-act="send"]').click();
}

async function main(browser) {
  const { user, rounds } = await worker();
  const duty = await session('duty-210106');
  const [first, second, third] = rounds;
  const context = await browser.newContext({
    viewport: phone, isMobile: true, hasTouch: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    permissions: ['geolocation'], geolocation: { longitude: first.lon, latitude: first.lat, accuracy: 12 },
  });
  let page = await slow(context);

  await step('a grid member sees the rounds of the day, the earliest due first', async () => {
    await page.goto(`${base}/m`);
    await page.locator('input[autocomplete="username"]').fill(user);
    await page.locator('input[autocomplete="current-password"]').fill(password);
    await page.locator('button[type="submit"]').click();
    await page.locator(`[data-round="${first.id}"]`).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload(); // the worker keeps what a page asks for while it is in charge
    await page.locator(`[data-round="${first.id}"]`).waitFor();
    await page.screenshot({ path: `${shots}/p1-rounds.png` });
    const found = await axe(page);
    if (found.length > 0) throw new Error(found.join('\n'));
  });

  await step('without a network a round is filled in, with a photograph, and kept', async () => {
    await page.locator(`[data-round="${first.id}"]`).click();
    await page.locator('[data-do="finish"]').waitFor();
    await network(true);
    await page.locator('input[data-do="photo"]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: jpeg });
    await page.locator('[role="status"]', { hasText: '已拍 1 张' }).waitFor();
    await page.locator('[data-do="finish"]').click();
    await page.screenshot({ path: `${shots}/p2-form.png` });
    await fill(page);
    await page.locator('.pending li', { hasText: '等待网络' }).first().waitFor();
    await page.screenshot({ path: `${shots}/p3-kept.png` });
    if ((await duty('GET', `/patrol/tasks/${first.id}`)).state !== 'open') throw new Error('the server heard of it already');
  });

  await step('it survives a reload and the closing of the page, without a network', async () => {
    await page.reload();
    await page.locator('[data-waiting="2"]').waitFor();
    await page.close();
    page = await slow(context);
    await network(true);
    await page.goto(`${base}/m`);
    await page.locator('[data-waiting="2"]').waitFor();
    await page.locator(`[data-round="${first.id}"][data-state="waiting"]`).waitFor();
  });

  await step('back on the network it is sent by itself, once', async () => {
    await network(false);
    await page.locator('[data-waiting]').waitFor({ state: 'detached' });
    await page.locator(`[data-round="${first.id}"][data-state="done"]`).waitFor();
    await page.reload();
    await page.locator(`[data-round="${first.id}"][data-state="done"]`).waitFor();
    const t = await duty('GET', `/patrol/tasks/${first.id}`);
    if (t.state !== 'done' || t.photos.length !== 1 || t.revision !== 2) throw new Error(`state ${t.state}, ${t.photos.length} photographs, revision ${t.revision}`);
    if (Date.parse(t.received_at) < Date.parse(t.taken_at)) throw new Error('it was received before it was done');
  });

  await step('a round that was called off meanwhile is refused in words, and stays on the phone', async () => {
    await page.locator(`[data-round="${second.id}"]`).click();
    await page.locator('[data-do="finish"]').waitFor();
    await network(true);
    await page.locator('[data-do="finish"]').click();
    await fill(page);
    await page.locator('.pending li', { hasText: '等待网络' }).waitFor();
    await duty('POST', `/patrol/tasks/${second.id}/cancel`, { reason: '道路施工封闭' });
    await network(false);
    await page.locator('[data-refused]', { hasText: '道路施工封闭' }).waitFor();
    await page.screenshot({ path: `${shots}/p4-refused.png` });
  });

  await step('a problem found on a round opens its rectification, with the photograph', async () => {
    await page.goto(`${base}/m`);
    await page.locator(`[data-round="${third.id}"]`).click();
    await page.locator('input[data-do="photo"]').setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: jpeg });
    await page.locator('[role="status"]', { hasText: '已拍 1 张' }).waitFor();
    await page.locator('[data-do="finding"]').click();
    await page.locator('.sheet input[name="kind"][value="danger"]').check();
    await page.locator('.sheet input[name="title"]').fill('消防通道被杂物堵塞');
    await page.screenshot({ path: `${shots}/p5-finding.png` });
    await page.locator('.sheet [data-act="send"]').click();
    await page.locator('[role="status"]', { hasText: '问题已记录' }).waitFor();
    await page.locator('[data-waiting]').waitFor({ state: 'detached' });
    const { findings } = await duty('GET', `/patrol/tasks/${third.id}`);
    if (findings.length !== 1 || !findings[0].case || findings[0].photos.length !== 1) throw new Error(JSON.stringify(findings));
  });

  await step('a call rings the phone and is answered with one press, without a network; it arrives by itself, once', async () => {
    await page.goto(`${base}/m`);
    await page.locator('[data-do="duty"]').waitFor();
    const call = await duty('POST', '/duty/calls', { why: '浑河铁西段超警，请立即到岗', contacts: [`contact-${user}`], area: '210106' });
    const card = page.locator(`[data-call="${call.id}"]`);
    await card.locator('[data-act="acknowledge"]').waitFor();
    await page.screenshot({ path: `${shots}/p6-call.png` });
    await network(true);
    await card.locator('[data-act="acknowledge"]').click();
    await page.locator(`[data-call="${call.id}"][data-standing="kept"]`).waitFor();
    if ((await duty('GET', `/duty/calls/${call.id}`)).state !== 'running') throw new Error('the server heard of it already');
    await network(false);
    await page.locator(`[data-call="${call.id}"][data-standing="mine"]`).waitFor();
    await page.screenshot({ path: `${shots}/p7-answered.png` });
    const told = await duty('GET', `/duty/calls/${call.id}`);
    if (told.state !== 'answered' || told.targets[0].state !== 'answered') throw new Error(`the call is ${told.state}`);
    await page.locator('[data-do="duty"]').click();
    await page.locator('[data-duty]').waitFor();
    await page.screenshot({ path: `${shots}/p8-duty.png` });
  });

  const { user: member, site } = await keeper();
  await step('elements chosen in the register: their door plates are a sheet to print', async () => {
    const desk = await open(browser, 'desk', { width: 1366, height: 900 });
    await signIn(desk, `/grid/elements?kind=${site.kind}&area=${site.area}`, 'duty-210106');
    await desk.locator('tbody tr.ant-table-row .ant-checkbox-input').first().check();
    await desk.locator('tbody tr.ant-table-row .ant-checkbox-input').nth(1).check();
    await desk.screenshot({ path: `${shots}/p9-chosen.png` });
    const [sheet] = await Promise.all([desk.waitForEvent('popup'), desk.locator('[data-do="plates"]').click()]);
    await sheet.locator('figure svg').nth(1).waitFor();
    if ((await sheet.locator('figure').count()) !== 2) throw new Error('not two plates');
    await sheet.screenshot({ path: `${shots}/p10-plates.png`, fullPage: true });
  });

  await step('whoever scans a plate sees its public face and nothing else', async () => {
    const citizen = await open(browser, 'citizen', phone);
    await citizen.goto(site.plate);
    await citizen.locator('article h2', { hasText: site.name }).waitFor();
    await citizen.locator('a[href="tel:12350"]').waitFor();
    await citizen.screenshot({ path: `${shots}/p11-public.png` });
    const found = await axe(citizen);
    if (found.length > 0) throw new Error(found.join('\n'));
    expectError(/^citizen: .*404/, Infinity);
    await citizen.goto(site.plate.replace(/s=[^&]+/, 's=AAAAAAAAAAAAAAAA'));
    await citizen.locator('[role="alert"]').waitFor();
  });

  await step('a grid member who scans it comes to the site, begins its round there and reports a problem', async () => {
    const worker = await open(browser, 'member', phone);
    await signIn(worker, '/m', member);
    await worker.locator('[data-round]').first().waitFor();
    await worker.goto(site.plate);
    await worker.locator(`[data-site="${site.id}"]`).waitFor();
    await worker.locator('dd', { hasText: site.keepers[0].name }).first().waitFor();
    await worker.screenshot({ path: `${shots}/p12-site.png`, fullPage: true });
    const found = await axe(worker);
    if (found.length > 0) throw new Error(found.join('\n'));
    await worker.locator('[data-do="round"]').first().click();
    await worker.locator('[data-do="finish"]').waitFor();
    await worker.goBack();
    await worker.locator('[data-do="finding"]').click();
    await worker.locator('.sheet input[name="kind"][value="danger"]').check();
    await worker.locator('.sheet input[name="title"]').fill('灭火器过期');
    await worker.locator('.sheet [data-act="send"]').click();
    await worker.locator('[role="status"]', { hasText: '问题已记录' }).waitFor();
    await worker.locator('[data-waiting]').waitFor({ state: 'detached' });
    await worker.reload();
    await worker.locator('[data-finding]', { hasText: '灭火器过期' }).waitFor();
  });
}

await check(main);
