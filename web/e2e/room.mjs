// The command room in a real browser: an incident with a plan that runs and forces that were sent; what is due, short and known is in
// sight; zones from the model, by radius and drawn; a unit is moved by the menu and by dragging, and back; a role is handed over; an
// objective; an entry and its correction; the situation report; the wall. Any error in a console fails it. Needs a running demo city:
// ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, open, person, shots, signIn, step } from './browser.mjs';

const dialog = (page) => page.locator('.ant-modal-container, .ant-modal-content').last();
const panel = (page, key) => page.locator(`.room-panel [data-tab="${key}"]`).click();
const narrow = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1);
const confirm = (page) => dialog(page).locator('.ant-modal-footer .ant-btn').last().click();

async function fit(page) {
  await page.mouse.move(2, 300);
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

/** An incident at the place of a chemical enterprise, verified, with its leading plan started at level III and two teams on their way. */
async function scene(ask) {
  const { items } = await ask('/register/elements?kind=hazard-source&limit=20');
  const at = items[0];
  const { id } = await ask('/command/incidents', { title: '储罐区液氨泄漏', type: 'accident', level: 'III', lon: at.lon, lat: at.lat, summary: '液氨泄漏，下风向有居民' });
  await ask(`/cases/${id}/acts/verify`, { how: 'phone' });
  await ask(`/cases/${id}/acts/classify`, { type: 'accident', level: 'III', reason: '周边有居民' });
  const plans = await ask(`/command/incidents/${id}/suggestions`);
  const plan = plans.items.find((p) => p.levels.includes('III'));
  if (!plan) throw new Error('no plan answers the leak at level III');
  await ask(`/cases/${id}/acts/activate`, { plan: plan.plan, level: 'III', hours: 12, approver: '王局长' });
  const groups = (await ask(`/command/incidents/${id}/recommendations`)).items;
  const teams = groups.find((g) => g.kind === 'rescue-team').items.filter((r) => r.usable && !r.given).slice(0, 2);
  for (const t of teams) await ask(`/command/incidents/${id}/tasks`, { title: '赶赴现场增援', team: t.id, due: new Date(Date.now() + 1_800_000).toISOString() });
  return id;
}

await check(async (browser) => {
  const ask = await person('duty');
  const id = await scene(ask);
  const other = (await ask('/command/incidents', { title: '浑南积水', type: 'natural', lon: 123.42, lat: 41.72, summary: '路面积水' })).id;
  const read = () => ask(`/command/incidents/${id}/room`);
  const desk = await open(browser, 'duty', { width: 1366, height: 768 });

  await step('the room opens from the incident, with what is known, done, short and due', async () => {
    await signIn(desk, `/command/incidents/${id}`, 'duty');
    await desk.locator('[data-do="room"]').click();
    await desk.waitForURL(/\/command\/room\//);
    for (const tile of ['known', 'doing', 'short', 'next']) await desk.locator(`[data-tile="${tile}"]`).waitFor();
    await desk.locator('[data-list="due"] li').first().waitFor();
    await desk.locator('.map-waits').waitFor({ state: 'detached' });
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-1-next.png` });
  });

  await step('the forces are there, each with how its place is known', async () => {
    await panel(desk, 'forces');
    await desk.locator('[data-list="forces"] [data-force]').nth(1).waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-2-forces.png` });
  });

  await step('zones come from the model: seen first, then set', async () => {
    await panel(desk, 'zones');
    await desk.locator('[data-do="set-zones"]').click();
    await desk.locator('[data-field="leak-amount"]').fill('3600');
    await desk.locator('[data-do="compute-zones"]').click();
    await desk.locator('[data-outlines="3"]').waitFor();
    if ((await read()).zones.length !== 0) throw new Error('looking has set something');
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-3-zones-preview.png` });
    await desk.locator('[data-do="confirm-zones"]').click();
    await desk.locator('[data-list="zones"] [data-zone="cold"]').waitFor();
  });

  await step('what lies inside is listed, and who answers for it', async () => {
    await desk.locator('[data-zone="cold"] [data-do="inside"]').click();
    await desk.locator('[data-inside="cold"] li').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-4-inside.png` });
    await desk.locator('[data-zone="cold"] [data-do="inside"]').click();
  });

  await step('a radius is a new version; the earlier outline can be set again', async () => {
    await desk.locator('[data-do="set-zones"]').click();
    await desk.locator('.room-editor .ant-segmented-item').nth(1).click();
    await desk.locator('[data-field="radius-hot"]').fill('150');
    await desk.locator('[data-do="confirm-zones"]').click();
    await desk.locator('[data-list="zones"] [data-zone="hot"][data-version="2"]').waitFor();
    await desk.locator('.room-versions summary').click();
    await desk.locator('[data-do="restore-zone"]').first().click();
    await desk.locator('[data-list="zones"] [data-zone="hot"][data-version="3"]').waitFor();
  });

  await step('a zone is drawn on the map', async () => {
    await desk.locator('[data-do="set-zones"]').click();
    await desk.locator('.room-editor .ant-segmented').first().locator('.ant-segmented-item').nth(2).click();
    await desk.locator('[data-do="draw-zone"]').click();
    const box = await desk.locator('.room-map .map-canvas').boundingBox();
    for (const [x, y] of [[0.35, 0.35], [0.65, 0.35], [0.65, 0.65], [0.35, 0.65]]) await desk.mouse.click(box.x + box.width * x, box.y + box.height * y);
    await desk.locator('[data-do="finish-zone"]').click();
    await desk.locator('[data-do="take-zone"]').click();
    await desk.locator('[data-do="confirm-zones"]').click();
    await desk.locator('[data-list="zones"] [data-zone="hot"][data-version="4"]').waitFor();
    const hot = (await read()).zones.find((z) => z.kind === 'hot');
    if (hot.method !== 'drawn' || hot.shape.coordinates[0].length !== 5) throw new Error(`drawn as ${JSON.stringify(hot.shape)}`);
  });

  await step('a unit is moved by the menu, and back by one press', async () => {
    await panel(desk, 'board');
    await desk.locator('.room-group.apart [data-unit]').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-5-board.png` });
    const unit = await desk.locator('.room-group.apart [data-unit]').first().getAttribute('data-unit');
    await desk.locator(`[data-unit="${unit}"] [data-do="move-unit"]`).focus();
    await desk.keyboard.press('Enter');
    await desk.locator('.ant-dropdown:visible .ant-dropdown-menu-item').first().waitFor();
    await desk.locator('.ant-dropdown:visible .ant-dropdown-menu-item').first().click();
    await desk.locator(`.room-group:not(.apart) [data-unit="${unit}"]`).waitFor();
    await desk.locator('[data-act="undo"]').click();
    await desk.locator(`.room-group.apart [data-unit="${unit}"]`).waitFor();
  });

  await step('a unit is dragged onto a group', async () => {
    const unit = await desk.locator('.room-group.apart [data-unit]').first().getAttribute('data-unit');
    await desk.locator(`[data-unit="${unit}"]`).dragTo(desk.locator('.room-group:not(.apart) .room-head').first());
    await desk.locator(`.room-group:not(.apart) [data-unit="${unit}"]`).waitFor();
  });

  await step('a group is dissolved with its unit moved on, and restored by one press', async () => {
    await desk.locator('[data-do="new-group"]').click();
    await desk.locator('[data-field="group-title"]').fill('疏散安置组');
    await confirm(desk);
    const group = desk.locator('.room-group[aria-label="疏散安置组"]');
    await group.waitFor();
    const unit = await desk.locator('.room-group:not(.apart) [data-unit]').first().getAttribute('data-unit');
    await desk.locator(`[data-unit="${unit}"] [data-do="move-unit"]`).click(); // the group stands too far down to be dragged to
    await desk.locator('.ant-dropdown:visible .ant-dropdown-menu-item', { hasText: '疏散安置组' }).click();
    await group.locator(`[data-unit="${unit}"]`).waitFor();
    await group.locator('[data-do="dissolve-group"]').click();
    await desk.locator('[data-field="dissolve-to"]').waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-5b-dissolve.png` });
    await confirm(desk);
    await group.waitFor({ state: 'detached' });
    await desk.locator(`.room-group.apart [data-unit="${unit}"]`).waitFor();
    await desk.locator('[data-gone] [data-do="restore-group"]').click();
    await group.locator(`[data-unit="${unit}"]`).waitFor();
    await desk.locator('[data-gone]').waitFor({ state: 'detached' });
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-5c-restored.png` });
  });

  await step('a role is handed over: both names, the note and the time stand in the log', async () => {
    const role = desk.locator('.room-role').first();
    const from = await role.getAttribute('data-holder');
    const key = await role.getAttribute('data-role');
    await role.locator('[data-do="hand-over"]').click();
    await dialog(desk).locator('[data-field="hand-name"]').fill('李值班');
    await dialog(desk).locator('[data-field="hand-note"]').fill('换班；阀门已关，继续监测');
    await fit(desk);
    await confirm(desk);
    await desk.locator(`.room-role[data-role="${key}"][data-holder="李值班"]`).waitFor();
    await panel(desk, 'log');
    await desk.locator('[data-entry="command.role.handed-over"]', { hasText: '李值班' }).waitFor();
    if (from) await desk.locator('[data-entry="command.role.handed-over"]', { hasText: from }).waitFor();
  });

  await step('an objective has who answers for it and a clock', async () => {
    await panel(desk, 'aims');
    await desk.locator('[data-do="new-aim"]').click();
    await dialog(desk).locator('[data-field="aim-title"]').fill('18 时前切断泄漏源');
    await dialog(desk).locator('[data-field="aim-owner"]').fill('张工');
    await confirm(desk);
    await desk.locator('[data-aim][data-stage="set"]').waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-6-aims.png` });
  });

  await step('goods are held against the requisitions', async () => {
    await panel(desk, 'short');
    await desk.locator('.room-panel .room-head').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-7-short.png` });
  });

  await step('an entry stays, its correction is another', async () => {
    await panel(desk, 'log');
    await desk.locator('[data-field="log-text"]').fill('下风向 300 米闻到氨味');
    await desk.locator('[data-do="write-log"]').click();
    const line = desk.locator('[data-entry="command.log.entered"]').first();
    await line.waitFor();
    await line.locator('[data-do="correct"]').click();
    await dialog(desk).locator('[data-field="correct-text"]').fill('应为 500 米');
    await confirm(desk);
    await desk.locator('[data-entry="command.log.corrected"]').waitFor();
    await line.locator('.tag-orange').waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-8-log.png` });
  });

  await step('the situation report is drafted at a click', async () => {
    await desk.locator('[data-do="situation"]').click();
    const text = desk.locator('textarea[data-field="situation"]');
    await desk.waitForFunction(() => document.querySelector('textarea[data-field="situation"]')?.value.includes('基本情况'));
    const said = await text.inputValue();
    for (const want of ['储罐区液氨泄漏态势快报', '热区', '18 时前切断泄漏源', '下一步']) if (!said.includes(want)) throw new Error(`the report does not say ${want}`);
    await fit(desk);
    await desk.screenshot({ path: `${shots}/room-9-situation.png` });
    const [file] = await Promise.all([desk.waitForEvent('download'), desk.locator('[data-do="docx"]').click()]);
    if (!file.suggestedFilename().endsWith('.docx')) throw new Error(`the file is ${file.suggestedFilename()}`);
    await desk.locator('.side-panel .ant-drawer-close').click();
    await text.waitFor({ state: 'detached' });
  });

  await step('keys change the incident', async () => {
    await desk.locator('.room-title h1').click();
    const before = desk.url();
    await desk.keyboard.press(']');
    await desk.waitForFunction((was) => location.href !== was, before);
    await desk.locator('[data-room]').waitFor();
    await desk.goto(`${base}/command/room/${other}`);
    await desk.locator(`[data-room="${other}"]`).waitFor();
    await panel(desk, 'board');
    await desk.locator('.room-panel .state-box').first().waitFor();
    await fit(desk);
  });

  const wide = await open(browser, 'commander', { width: 1920, height: 1080 });
  await step('the same on a wide screen, and on the wall', async () => {
    await signIn(wide, `/command/room/${id}?tab=zones`, 'commander');
    await wide.locator('[data-list="zones"] [data-zone]').first().waitFor();
    await wide.locator('.map-waits').waitFor({ state: 'detached' });
    await fit(wide);
    await wide.screenshot({ path: `${shots}/room-10-wide.png` });
    await wide.locator('[data-do="wall"]').click();
    await wide.locator('[data-wall] .room-wall-right li').first().waitFor();
    await wide.locator('.map-waits').waitFor({ state: 'detached' });
    const small = await wide.evaluate(() => [...document.querySelectorAll('[data-wall] .room-tiles b, [data-wall] .room-wall-right b')].filter((e) => parseFloat(getComputedStyle(e).fontSize) < 20).length);
    if (small > 0) throw new Error(`${small} words on the wall are too small`);
    await fit(wide);
    await wide.screenshot({ path: `${shots}/room-11-wall.png` });
    await wide.keyboard.press('Escape');
    await wide.locator('[data-room]').waitFor();
  });

  await step('what one does the other sees without asking', async () => {
    await panel(wide, 'log');
    await ask(`/command/incidents/${id}/log`, { text: '增援力量已到达集结点' });
    await wide.locator('[data-entry="command.log.entered"]', { hasText: '集结点' }).waitFor();
  });

  const leader = await open(browser, 'leader', { width: 1366, height: 768 });
  await step('a leader looks on and can change nothing', async () => {
    await signIn(leader, `/command/room/${id}?tab=zones`, 'leader');
    await leader.locator('[data-list="zones"] [data-zone]').first().waitFor();
    if ((await leader.locator('[data-do="set-zones"], [data-do="lift-zone"]').count()) > 0) throw new Error('a leader may set zones');
    await fit(leader);
  });

  await step('it fits a phone', async () => {
    await desk.setViewportSize({ width: 390, height: 844 });
    await desk.goto(`${base}/command/room/${id}`);
    await desk.locator('[data-list="due"] li').first().waitFor();
    await desk.screenshot({ path: `${shots}/room-12-phone.png`, fullPage: true });
    if (!(await narrow(desk))) throw new Error('the page is wider than the phone');
  });
});
