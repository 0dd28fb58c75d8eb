// Drawings by lot in a browser: an officer makes a draft, sees the counts of its list, leaves a unit out and takes it back, and
// publishes the notice; who made a list may not enter its seed; a legal officer enters that of a notice whose moment has come,
// the officer checks and publishes, the visits are there and one is reported, and everybody sees it without an account. Any
// error in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { base, check, clean, fits, open, shots, signIn, step } from './browser.mjs';

const desktop = { width: 1366, height: 768 };
const seed = '02 05 11 18 24 30 + 06';

async function desk(browser, name, user, size = desktop) {
  const page = await open(browser, name, size);
  await signIn(page, '/login', user);
  await page.waitForURL((u) => !u.pathname.startsWith('/login'));
  return page;
}

async function main(browser) {
  const officer = await desk(browser, 'officer', 'officer-210106');
  await step('the list of drawings shows each state', async () => {
    await officer.goto(`${base}/inspect/drawings`);
    for (const state of ['draft', 'noticed', 'published']) await officer.locator(`[data-drawing][data-state="${state}"]`).first().waitFor();
    await clean(officer, 'the list');
    await officer.screenshot({ path: `${shots}/lots1-list.png` });
  });

  await step('a draft is made with the proposed rules and shows what is in its list', async () => {
    await officer.locator('[data-do="new"]').click();
    await officer.locator('#title').fill('浏览器检查的抽取');
    await officer.locator('.ant-cascader input').first().click();
    await officer.locator('.ant-cascader-menu-item').filter({ hasText: '铁西区' }).first().click();
    await officer.keyboard.press('Escape');
    await officer.locator('#source').fill('双色球开奖号码');
    await officer.locator('#place').fill('开奖公告');
    await officer.locator('#form').fill('01 02 03 04 05 06 + 07');
    await clean(officer, 'the dialog');
    await officer.screenshot({ path: `${shots}/lots2-new.png` });
    await officer.locator('.ant-modal .ant-btn-primary').click();
    await officer.waitForURL(/\/inspect\/drawings\/[0-9a-f-]+/);
    await officer.locator('[data-pool]').waitFor();
    await officer.locator('[data-unit]').first().waitFor();
    await clean(officer, 'the draft');
    await officer.screenshot({ path: `${shots}/lots3-draft.png`, fullPage: true });
  });

  await step('a unit is left out with a reason and taken back', async () => {
    const pool = async () => Number(await officer.locator('[data-pool]').getAttribute('data-pool'));
    const before = await pool();
    await officer.goto(`${officer.url().split('?')[0]}?fate=pool`);
    await officer.locator('[data-unit]').first().waitFor();
    await officer.locator('tbody .ant-checkbox-input').first().check();
    await officer.locator('[data-do="exclude"]').click();
    await officer.locator('.ant-modal textarea').fill('已停产');
    await officer.locator('.ant-modal .ant-btn-primary').click();
    await officer.locator(`[data-pool="${before - 1}"]`).waitFor();
    await officer.locator('[data-do="undo"]').click();
    await officer.locator(`[data-pool="${before}"]`).waitFor();
  });

  await step('the notice freezes it, and who made the list may not enter the seed', async () => {
    await officer.locator('[data-do="notice"]').click();
    await officer.locator('.ant-modal-confirm .ant-btn-primary').click();
    await officer.locator('[data-why="enter"]').waitFor();
    await officer.locator('.in-digest').first().waitFor();
    if (await officer.locator('[data-do="exclude"]').count()) throw new Error('units of a frozen list can be left out');
    await clean(officer, 'the notice');
    await officer.screenshot({ path: `${shots}/lots4-notice.png`, fullPage: true });
  });

  const legal = await desk(browser, 'legal', 'legal-210106');
  let address;
  await step('a legal officer enters the seed of a notice whose moment has come', async () => {
    await legal.goto(`${base}/inspect/drawings?state=noticed`);
    await legal.getByText('本月安全生产双随机抽查').first().click();
    await legal.locator('[data-do="enter"]').click();
    await legal.locator('#value').fill(seed);
    await legal.locator('#again').fill(seed);
    await clean(legal, 'the seed');
    await legal.screenshot({ path: `${shots}/lots5-seed.png` });
    await legal.locator('.ant-modal .ant-btn-primary').click();
    await legal.locator('[data-result="drawn"]').waitFor();
    await legal.locator('[data-why="publish"]').waitFor();
    address = legal.url();
  });

  await step('somebody else checks and publishes, and the result is there', async () => {
    await officer.goto(address);
    await officer.locator('[data-do="publish"]').click();
    await officer.locator('.ant-modal-confirm').getByText(seed).waitFor();
    await officer.locator('.ant-modal-confirm .ant-btn-primary').click();
    await officer.locator('[data-result="published"]').waitFor();
    await clean(officer, 'the result');
    await officer.screenshot({ path: `${shots}/lots6-result.png`, fullPage: true });
  });

  const head = await desk(browser, 'head', 'head-210106', { width: 1920, height: 1080 });
  await step('the visits are reported', async () => {
    await head.goto(`${base}/inspect/visits?state=to-do`);
    const visit = await head.locator('[data-visit][data-state="to-do"]').first().getAttribute('data-visit');
    await clean(head, 'the visits');
    await head.screenshot({ path: `${shots}/lots7-visits.png` });
    await head.locator('[data-do="report"]').first().click();
    await head.locator('.ant-modal textarea').fill('未发现重大事故隐患');
    await head.locator('.ant-modal .ant-btn-primary').click();
    await head.locator(`[data-visit="${visit}"]`).waitFor({ state: 'detached' });
    await head.goto(`${base}/inspect/visits?state=done`);
    await head.locator(`[data-visit="${visit}"][data-state="done"]`).waitFor();
  });

  await step('officers show certificate, sectors and conflicts, and can be changed', async () => {
    await head.goto(`${base}/inspect/officers`);
    await head.locator('[data-officer]').first().waitFor();
    await clean(head, 'the officers');
    await head.screenshot({ path: `${shots}/lots8-officers.png` });
    await head.locator('[data-do="edit"]').first().click();
    await head.locator('#number').waitFor();
    await clean(head, 'an officer');
    await head.screenshot({ path: `${shots}/lots9-officer.png` });
    await head.locator('.ant-modal .ant-btn-primary').click();
    await head.locator('#number').waitFor({ state: 'detached' });
  });

  const citizen = await open(browser, 'citizen', { width: 390, height: 844 });
  await step('everybody sees notice, digest and result without an account', async () => {
    await citizen.goto(`${base}/public/drawings`);
    await citizen.locator('[data-drawing][data-state="noticed"]').first().waitFor();
    const published = citizen.locator('[data-drawing][data-state="published"]').first();
    await citizen.locator('summary').click();
    await published.getByRole('button', { name: /查看抽取结果/ }).click();
    await published.locator('tbody tr').first().waitFor();
    await clean(citizen, 'the public page');
    await fits(citizen);
    await citizen.screenshot({ path: `${shots}/lots10-public-phone.png`, fullPage: true });
  });

  await step('who has no permission sees none of it', async () => {
    const duty = await desk(browser, 'duty', 'duty-210106');
    if (await duty.locator('a[href="/inspect/drawings"]').count()) throw new Error('the menu offers drawings');
  });
}

await check(main);
