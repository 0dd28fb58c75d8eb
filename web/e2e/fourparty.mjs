// Four-party checks in a browser: an expert scores on a phone without a network and hands in when it is back; the office sees
// nothing before the fourth party has handed in, settles the difference with a reason, and finds what follows. A programme is
// made, gets its units and people, and starts. Any error in a console fails it. Needs a running demo city: ANLAN_URL,
// ANLAN_DEMO_PASSWORD.
import { base, check, clean, expectError, fits, open, password, shots, signIn, step } from './browser.mjs';

const phone = { width: 390, height: 844 };
const jpeg = Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=', 'base64');

async function session(user) {
  const a = await fetch(`${base}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user, password }) });
  if (!a.ok) throw new Error(`sign in as ${user}: ${a.status}`);
  const { token } = await a.json();
  return async (method, path, json) => {
    const r = await fetch(`${base}/api${path}`, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, ...(json ? { body: JSON.stringify(json) } : {}) });
    if (!r.ok) throw new Error(`${method} ${path}: ${r.status} ${await r.text()}`);
    return r.json();
  };
}

async function main(browser) {
  const head = await session('head');
  const programme = (await head('GET', '/fourparty/programmes')).items[0];
  const unit = (await head('GET', `/fourparty/programmes/${programme.id}`)).units.find((u) => u.sheets.filter((s) => s.state === 'handed-in').length === 2);

  const expert = await open(browser, 'expert', phone);
  await step('an expert finds what they are appointed to, and no more', async () => {
    await signIn(expert, '/m', 'expert');
    await expert.locator(`[data-check="${unit.id}"][data-state="open"]`).waitFor();
    await clean(expert, 'the list');
    await expert.screenshot({ path: `${shots}/fp1-phone-list.png` });
  });

  await step('items are scored without a network and survive a reload of what is shown', async () => {
    await expert.locator(`[data-check="${unit.id}"]`).click();
    await expert.locator('.check-item').first().waitFor();
    await expert.screenshot({ path: `${shots}/fp2-phone-sheet.png` });
    expectError(/^expert: .*(ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED)/, Infinity);
    await expert.context().setOffline(true);
    const n = await expert.locator('.check-item').count();
    for (let k = 0; k < n; k++) await expert.locator('.check-item').nth(k).locator('[data-answer="fine"]').check();
    const first = expert.locator('.check-item').first();
    await first.locator('[data-answer="bad"]').check();
    for (const _ of [1, 2]) await first.locator('[data-do="more"]').click();
    await expert.locator('[data-do="hand-in"]').click();
    await expert.locator('.problem[role="alert"]').waitFor();
    await first.locator('textarea').fill('三个季度无带队检查记录');
    await first.locator('input[data-do="photo"]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: jpeg });
    await expert.getByText('照片 1 张').waitFor();
    await clean(expert, 'the sheet');
    await fits(expert);
    await first.screenshot({ path: `${shots}/fp3-phone-item.png` });
  });

  await step('it is handed in when the network is back, once', async () => {
    await expert.locator('[data-do="hand-in"]').click();
    await expert.locator('[data-do="sure"]').click();
    await expert.locator('.task[data-state="waiting"]').waitFor();
    await expert.screenshot({ path: `${shots}/fp4-phone-waiting.png` });
    await expert.context().setOffline(false);
    await expert.locator('.task[data-state="handed-in"]').waitFor();
  });

  const desk = await open(browser, 'desk', { width: 1366, height: 768 });
  await step('the office sees who has handed in and no marks', async () => {
    await signIn(desk, '/login', 'leader');
    await desk.waitForURL((u) => !u.pathname.startsWith('/login'));
    await desk.goto(`${base}/fourparty/programmes`);
    await desk.locator(`[data-programme="${programme.id}"]`).click();
    await desk.locator(`[data-unit="${unit.id}"]`).waitFor();
    await clean(desk, 'the programme');
    await desk.screenshot({ path: `${shots}/fp5-programme.png`, fullPage: true });
    await desk.locator(`[data-unit="${unit.id}"]`).click();
    await desk.getByText('打分互不可见').waitFor();
    if (await desk.getByText('三个季度').count()) throw new Error('the marks of the expert are shown');
    await desk.screenshot({ path: `${shots}/fp6-sealed.png` });
  });

  await step('with the fourth sheet the items stand beside each other and the difference is settled', async () => {
    const officer = await session('officer');
    const { items } = await officer('GET', '/fourparty/mine');
    const marks = items[programme.id].map((i) => ({ item: i.no }));
    await officer('POST', `/fourparty/units/${unit.id}/sheets/government/hand-in`, { marks });
    await desk.reload();
    await desk.locator('[data-settle="1.1"]').waitFor();
    await clean(desk, 'the comparison');
    await desk.screenshot({ path: `${shots}/fp7-comparison.png`, fullPage: true });
    await desk.locator('[data-settle="1.1"]').click();
    await desk.locator('.ant-modal .ant-input-number input').fill('2');
    await desk.locator('.ant-modal textarea').fill('经复核，两个季度无记录');
    await desk.screenshot({ path: `${shots}/fp8-settle.png` });
    await desk.locator('.ant-modal .ant-btn-primary').click();
    await desk.getByText('经复核，两个季度无记录').waitFor();
    await desk.locator('dd', { hasText: '四方核查发现 1 项问题' }).waitFor();
    await desk.screenshot({ path: `${shots}/fp9-settled.png` });
  });

  await step('the report prints, and the pages fit a phone and a wall', async () => {
    const html = await desk.evaluate((id) => fetch(`/api/fourparty/units/${id}/print`).then((r) => r.text()), unit.id);
    if (!html.includes('四方核查报告')) throw new Error('no report');
    for (const [name, size] of [['390', phone], ['1920', { width: 1920, height: 1080 }]]) {
      await desk.setViewportSize(size);
      await desk.screenshot({ path: `${shots}/fp10-${name}.png` });
      await fits(desk);
    }
  });

  const maker = await open(browser, 'maker', { width: 1366, height: 768 });
  await step('a programme is made, gets a unit and people, and starts', async () => {
    await signIn(maker, '/login', 'head');
    await maker.waitForURL((u) => !u.pathname.startsWith('/login'));
    await maker.goto(`${base}/fourparty/programmes`);
    await maker.getByRole('button', { name: '新建核查方案' }).click();
    await maker.locator('#title').fill('一季度四方核查');
    await maker.locator('.ant-modal .ant-cascader').click();
    await maker.locator('.ant-cascader-menu-item', { hasText: '全市' }).click();
    const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
    for (const id of ['from', 'to']) {
      await maker.locator(`#${id}`).fill(today);
      await maker.locator(`#${id}`).press('Enter');
    }
    await maker.screenshot({ path: `${shots}/fp11-new.png` });
    await maker.locator('.ant-modal .ant-btn-primary').click();
    await maker.waitForURL(/fourparty\/programmes\/.+/);
    await maker.getByRole('button', { name: '添加对象' }).click();
    await maker.locator('.ant-modal .ant-segmented-item', { hasText: '企业' }).click();
    await maker.locator('#element').fill('公司');
    await maker.locator('.ant-select-item-option', { hasText: '公司' }).first().click();
    await maker.locator('.ant-modal .ant-btn-primary').click();
    await maker.locator('[data-unit]').waitFor();
    await maker.getByRole('button', { name: '编辑核查内容' }).click();
    await maker.locator('.ant-modal .form-row').nth(9).waitFor();
    await maker.screenshot({ path: `${shots}/fp12-items.png` });
    await maker.locator('.ant-modal .ant-btn-primary').click();
    await maker.locator('.ant-modal').waitFor({ state: 'hidden' });
    const id = maker.url().split('/').at(-1);
    for (const [party, person] of [['self', 'duty'], ['government', 'officer'], ['expert', 'expert']]) await head('POST', `/fourparty/programmes/${id}/appoint`, { party, person });
    await maker.getByRole('button', { name: '确定核查人员' }).click();
    await maker.locator('.ant-modal .ant-segmented-item', { hasText: '第三方评估' }).click();
    await maker.locator('#person').fill('方知行');
    await maker.locator('.ant-select-item-option', { hasText: '方知行' }).first().click();
    await maker.screenshot({ path: `${shots}/fp13-appoint.png` });
    await maker.locator('.ant-modal .ant-btn-primary').click();
    await maker.locator('.ant-modal').waitFor({ state: 'hidden' });
    await maker.locator('[data-do="start"]').click();
    await maker.locator('.ant-modal-confirm .ant-btn-primary').click();
    await maker.getByText('方案已启动').waitFor();
    await maker.screenshot({ path: `${shots}/fp14-started.png`, fullPage: true });
  });
}

await check(main);
