// The phone of somebody in the field: an old one (360 px, four times slower, 400 kbit/s), without a network for a while. What is
// pressed waits, goes by a short message, goes again by the network, and counts once; crews are counted by the clock; a call for
// help reaches the desk and its answer the phone. Needs a running demo city: ANLAN_URL and ANLAN_DEMO_PASSWORD.
import { axe, check, faults, open, person, shots, signIn, step } from './browser.mjs';

const place = { lon: 123.35, lat: 41.79 };
const tone = Buffer.concat([Buffer.from('ID3\x03\x00\x00\x00\x00\x00\x00', 'latin1'), Buffer.alloc(3000)]);

let network;

/** A page on an old phone; network(offline) says how it is connected. */
async function oldPhone(browser) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce',
    permissions: ['geolocation'], geolocation: { longitude: place.lon - 0.02, latitude: place.lat - 0.01, accuracy: 15 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  network = async (offline) => {
    await context.setOffline(offline);
    await cdp.send('Network.emulateNetworkConditions', { offline, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  };
  await network(false);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  page.on('pageerror', (e) => faults.push(`phone: ${e.message}`));
  page.on('console', (m) => {
    const wanted = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED|401|Failed to fetch/;
    if (m.type() === 'error' && !wanted.test(m.text())) faults.push(`phone: ${m.text()} ${m.location().url}`);
  });
  return page;
}

async function shot(page, name) {
  await page.screenshot({ path: `${shots}/${name}.png` });
  await page.screenshot({ path: `${shots}/${name}-full.png`, fullPage: true });
}

async function clean(page, what) {
  const found = await axe(page);
  if (found.length > 0) throw new Error(`${what}: ${found.join('\n')}`);
}

/** Holds the button for help as long as it wants to be held. */
async function hold(page) {
  const box = await page.locator('[data-act="mayday"]').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.locator('[data-mayday]').waitFor();
  await page.mouse.up();
}

async function main(browser) {
  const duty = await person('duty');
  const incident = await duty('/command/incidents', { title: '仓储物流园火灾', type: 'accident', ...place, summary: '二层冒烟，有人员被困' });
  const give = (title) => duty(`/command/incidents/${incident.id}/tasks`, { title, assignee: 'field', detail: '从北门进入，注意二层货架', due: new Date(Date.now() + 1_800_000).toISOString() });
  const task = await give('二层搜救');
  const stage = async () => (await duty(`/cases/${task.id}`)).case.stage;
  const messages = async () => (await duty(`/field/messages?incident=${incident.id}`)).items.filter((m) => m.form !== 'position');

  const phone = await oldPhone(browser);
  await step('the task is on the phone, with the way there', async () => {
    await signIn(phone, '/m', 'field');
    await phone.locator(`[data-task="${task.id}"]`).waitFor();
    await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await phone.reload(); // the worker keeps what a page asks for while it is in charge
    await phone.locator(`[data-task="${task.id}"]`).waitFor();
    await shot(phone, 'f1-home');
    await clean(phone, 'home');
    await phone.locator(`[data-task="${task.id}"]`).click();
    await phone.locator('[data-way]').waitFor();
    await shot(phone, 'f2-task');
    await clean(phone, 'task');
  });

  await step('a press that was a slip is taken back, and nobody hears of it', async () => {
    // It is offered for five seconds, which pass quickly on a slow phone: pressed in the page, as soon as it is there.
    await phone.evaluate(() => {
      const press = () => {
        const undo = document.querySelector('[data-do="undo"]');
        if (!undo) return;
        watch.disconnect();
        document.body.dataset.undone = 'true';
        undo.click();
      };
      const watch = new MutationObserver(press);
      watch.observe(document.body, { subtree: true, childList: true });
    });
    await phone.locator('[data-act="accept"]').click();
    await phone.locator('body[data-undone]').waitFor();
    await phone.locator('.task[data-stage="assigned"]').waitFor();
    await phone.locator('[data-waiting]').waitFor({ state: 'detached' });
    if ((await messages()).length !== 0) throw new Error('the server heard of it');
  });

  await step('one press accepts', async () => {
    await phone.locator('[data-act="accept"]').click();
    await phone.locator('.task[data-stage="accepted"]').waitFor();
    await phone.locator('[data-said="status"][data-outcome="applied"]').waitFor();
    if ((await stage()) !== 'accepted') throw new Error(await stage());
  });

  await step('without a network the rest waits, in words and numbers, and survives a reload', async () => {
    await network(true);
    await phone.locator('[data-act="depart"]').click();
    await phone.locator('[data-act="arrive"]').click();
    await phone.locator('[data-act="need"]').click();
    await phone.locator('.sheet input[name="what"][value="medical"]').check();
    await phone.locator('.sheet input[name="amount"]').fill('2');
    await phone.locator('.sheet textarea').fill('三层西侧有两名伤员');
    await phone.screenshot({ path: `${shots}/f3-need.png` });
    await phone.locator('.sheet [data-act="send"]').click();
    await phone.locator('[data-act="par-in"]').click();
    await phone.locator('.sheet input[name="persons"]').fill('4');
    await phone.locator('.sheet [data-act="send"]').click();
    await phone.locator('input[data-do="audio"]').setInputFiles({ name: 'a.mp3', mimeType: 'audio/mpeg', buffer: tone });
    await phone.locator('.pending li', { hasText: '.mp3' }).waitFor();
    await phone.reload();
    await phone.locator('.task[data-stage="arrived"]').waitFor();
    await phone.locator('.strip-wait', { hasText: '条待发' }).waitFor();
    await shot(phone, 'f4-offline');
    await clean(phone, 'offline');
    if ((await stage()) !== 'accepted') throw new Error('the server heard of it already');
  });

  await step('what waits goes by short message, through somebody who has a network', async () => {
    await phone.locator('[data-do="short-open"]').click();
    await phone.locator('.short-piece .qr').first().waitFor();
    await phone.screenshot({ path: `${shots}/f5-short.png` });
    await clean(phone, 'short messages');
    const frames = await phone.locator('[data-frame]').allInnerTexts();
    if (frames.length < 4) throw new Error(`${frames.length} frames`);
    const { items } = await duty('/field/frames', { text: frames.join('\n') });
    if (!items.every((x) => x.taken && x.outcome !== 'held')) throw new Error(JSON.stringify(items));
    await phone.locator('.short-sheet [data-do="close"]').click();
    if ((await stage()) !== 'arrived') throw new Error(await stage());
  });

  await step('back on the network it is all sent by itself, and counts once', async () => {
    const before = (await messages()).length;
    await network(false);
    await phone.locator('[data-waiting]').waitFor({ state: 'detached' });
    const after = await messages();
    if (after.length !== before || after.length !== 5) throw new Error(`${before} before, ${after.length} after`);
    if (after.some((m) => m.conflict)) throw new Error(JSON.stringify(after));
    const { files } = await duty(`/cases/${task.id}`);
    if (files.length !== 1 || !files[0].name.endsWith('.mp3')) throw new Error(JSON.stringify(files));
  });

  await step('the crew is counted by its clock', async () => {
    await phone.locator('[data-par] [data-act="par-ok"]').click();
    await phone.locator('[data-said="par"]').nth(1).waitFor();
    await phone.locator('[data-waiting]').waitFor({ state: 'detached' });
    await shot(phone, 'f6-par');
    await clean(phone, 'clock');
    const { items } = await duty(`/field/par?incident=${incident.id}`);
    if (items.length !== 1 || items[0].persons !== 4 || items[0].overdue) throw new Error(JSON.stringify(items));
  });

  const desk = await open(browser, 'desk', { width: 1366, height: 768 });
  await step('the desk sees the crew, and the need without an answer', async () => {
    await signIn(desk, `/command/incidents/${incident.id}`, 'duty');
    await desk.locator('[data-part="crews"] [data-par]').waitFor();
    await desk.locator('[data-message][data-form="need"]').waitFor();
    await desk.screenshot({ path: `${shots}/f7-desk.png` });
    await clean(desk, 'incident');
  });

  await step('a call for help without a network says so; with one it is at the desk, and its answer on the phone', async () => {
    await network(true);
    await hold(phone);
    await phone.locator('[data-mayday="waiting"]', { hasText: '没有网络' }).waitFor();
    await shot(phone, 'f8-mayday-offline');
    await clean(phone, 'mayday');
    await network(false);
    await desk.locator('[data-banner="mayday"]').waitFor();
    await desk.locator('.crew-mayday[data-state="open"]').waitFor();
    await desk.screenshot({ path: `${shots}/f9-desk-mayday.png` });
    await clean(desk, 'mayday at the desk');
    await desk.locator('.crew-mayday [data-act="answer"]').click();
    await desk.locator('.crew-mayday[data-state="answered"]').waitFor();
    await phone.locator('[data-mayday="answered"]', { hasText: '正在救援' }).waitFor();
    await shot(phone, 'f10-answered');
    await phone.locator('[data-act="mayday-safe"]').click();
    await phone.locator('[data-mayday]').waitFor({ state: 'detached' });
    await desk.locator('.crew-mayday').waitFor({ state: 'detached' });
  });

  await step('a report that contradicts is kept, and settled at the desk', async () => {
    await duty(`/cases/${task.id}/acts/block`, { reason: '电台：楼梯垮塌，暂停进入' });
    await phone.locator('.task[data-stage="blocked"]').waitFor();
    await shot(phone, 'f11-blocked');
    await clean(phone, 'blocked');
    const second = await give('东侧警戒');
    await duty(`/cases/${second.id}/acts/accept`, {}); // by radio, now
    const field = await person('field');
    await field('/field/messages/00000000000000f1', { form: 'status', task: second.id, at: new Date(Date.now() - 600_000).toISOString(), values: { state: 'departed' } });
    await desk.locator('[data-message][data-form="status"]').waitFor();
    await phone.locator('.back').click();
    await phone.locator('.said-held').waitFor();
    await desk.screenshot({ path: `${shots}/f12-conflict.png` });
    await desk.setViewportSize({ width: 1920, height: 1080 });
    await desk.screenshot({ path: `${shots}/f13-desk-wide.png` });
    await desk.locator('[data-message][data-form="status"] [data-act="answer"]').click();
    await desk.locator('.ant-modal textarea').fill('已与队长核对，人员在外等待');
    await desk.locator('.ant-modal-footer .ant-btn-primary').click();
    await desk.locator('[data-message][data-form="status"]').waitFor({ state: 'detached' });
    if ((await stage()) !== 'blocked') throw new Error(await stage());
  });
}

await check(main);
