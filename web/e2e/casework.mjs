// Casework in a real browser: an officer opens a penalty case and has it filed, four people sign, an inquiry is refused
// until the recording is there, a writ is read with its number, the clock tells its due day, the case file is sealed and
// downloaded. Any error in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { readFileSync } from 'node:fs';
import { deskSteps } from './casework-desk.mjs';
import { axe, base, check, expectError, open, person, shots, signIn, step } from './browser.mjs';

const office = { width: 1366, height: 768 };

const day = (shift) => new Date(Date.now() + 8 * 3_600_000 + shift * 86_400_000).toISOString().slice(0, 10);
/** A moment so many minutes ago, as a Shanghai clock writes it. */
const ago = (minutes) => new Date(Date.now() + 8 * 3_600_000 - minutes * 60_000).toISOString().slice(0, 16);
const party = `沈阳演示机械${Date.now() % 100_000}有限公司`;

/** Fills fields by their names, which are their ids: texts as they are, choices by their words. */
async function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[id="${name}"]`).first();
    await field.waitFor({ state: 'attached' });
    if ((await field.getAttribute('class'))?.includes('ant-radio-group')) await field.locator('label', { hasText: value }).first().click();
    else if ((await field.getAttribute('role')) === 'switch') await field.click();
    else if ((await field.getAttribute('role')) === 'combobox') await choose(form.page(), field, value);
    else await field.fill(value);
  }
}

async function choose(page, field, value) {
  await field.click();
  await field.fill(value);
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: value }).first().click();
}

const dialog = (page) => page.locator('.ant-modal-container, .ant-modal-content').last();
async function submit(page) {
  await dialog(page).locator('.ant-modal-footer .ant-btn').last().click();
}

/** The case on the desk of one who signs: found in the inbox as a signature, opened, agreed. */
async function agree(page, user, opinion) {
  await signIn(page, '/desk/inbox', user);
  const row = page.locator('[data-row]', { hasText: party });
  await row.locator('.tag', { hasText: '待签' }).waitFor();
  await row.locator('a').first().click();
  await page.locator('[data-sign="agree"]').waitFor();
  if (opinion) await page.locator('.sign-panel textarea').fill(opinion);
  await page.locator('[data-sign="agree"]').click();
  await page.locator('[data-sign="agree"]').waitFor({ state: 'detached' });
}

/** Bytes that are a film to whoever looks at their beginning. */
function film(size) {
  const b = Buffer.alloc(size, 7);
  b.write('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 0, 'latin1');
  return b;
}

async function main(browser) {
  const ask = await person('officer-210106');
  const second = (await (await person('officer2-210106'))('/session')).person;
  const officer = await open(browser, 'officer', office);
  await step('an officer opens a case by its form; what is typed survives a reload', async () => {
    await signIn(officer, '/desk/cases', 'officer-210106');
    await officer.locator('[data-do="new-case"]').click();
    await officer.locator('.ant-dropdown-menu-item', { hasText: '行政处罚' }).first().click();
    const form = officer.locator('.file-page form');
    await fill(form, { source: '监督检查', sort: '单位', name: party, code: '91210106MA0DEMO001', address: '沈阳市铁西区演示路1号', chief: '张演示', phone: '02488880001' });
    await officer.locator('[id="area"]').click();
    await officer.locator('.ant-cascader-menu-item').first().click();
    await officer.keyboard.press('Escape');
    await officer.locator('.file-send .faint').waitFor();
    await officer.reload();
    await officer.locator('.file-page [role="status"]').waitFor();
    if ((await form.locator('[id="name"]').inputValue()) !== party) throw new Error('the draft is lost');
    await fill(form, { conduct: '未如实记录安全生产教育和培训情况', item: 'wsl-97-4', began: day(-60), ended: day(-10), found: day(-3), facts: '检查发现培训记录与实际不符。' });
    await officer.screenshot({ path: `${shots}/c1-filing.png` });
    await officer.locator('[data-do="file-case"]').click();
    await officer.waitForURL(/\/desk\/cases\/[\w-]+$/);
  });
  const id = officer.url().split('/').pop();

  await step('files it: the dialog names those who sign', async () => {
    await officer.locator('.case-head [data-act="file"]').click();
    await dialog(officer).locator('.about-act .sign', { hasText: '主管局领导' }).waitFor();
    await fill(dialog(officer), { second: second.name, opinion: '涉嫌违法,建议立案。' });
    await officer.screenshot({ path: `${shots}/c2-file.png` });
    await submit(officer);
    await officer.locator('[data-pending="file"] .sign-next', { hasText: '法制机构人员' }).waitFor();
  });

  for (const [user, opinion] of [['legal-210106', '符合立案条件'], ['head-210106', ''], ['leader-210106', '同意立案']]) {
    await step(`${user} signs from the inbox`, async () => {
      const page = await open(browser, user, office);
      await agree(page, user, opinion);
      if (user === 'leader-210106') await page.screenshot({ path: `${shots}/c3-signed.png` });
      await page.context().close();
    });
  }

  await step('the case is filed, and the officer sees it by itself', async () => {
    await officer.locator('.stage-word', { hasText: '已立案' }).waitFor();
    await officer.locator('.case-head [data-act="inquire"]').waitFor();
  });

  const inquiry = {
    name: '李演示', sex: '男', identity: '210106199001010011', employer: party, post: '安全员', address: '沈阳市铁西区', phone: '02488880002', place: '该公司会议室',
    from: ago(40), to: ago(10), time: '1', rights: '', answers_0_q: '培训记录由谁填写?', answers_0_a: '由我填写。',
  };
  await step('an inquiry without its recording is refused, with the article', async () => {
    await officer.locator('.case-head [data-act="inquire"]').click();
    await fill(dialog(officer), inquiry);
    expectError(/\/acts\/inquire/);
    await submit(officer);
    await dialog(officer).locator('.refusal', { hasText: '第五十五条' }).waitFor();
    await officer.screenshot({ path: `${shots}/c4-refused.png` });
  });

  await step('a recording of 9 MB goes in pieces; then the inquiry is taken', async () => {
    await dialog(officer).locator('.ant-modal-footer .ant-btn').first().click();
    await officer.locator('[data-tab="evidence"]').click();
    await officer.locator('.upload-box input[type="file"]').setInputFiles({ name: '执法记录.mp4', mimeType: 'video/mp4', buffer: film(9_000_000) });
    await officer.getByPlaceholder('亮证').fill('亮证、告知权利、询问');
    await officer.locator('[id="recording-began"]').fill(inquiry.from);
    await officer.locator('[id="recording-ended"]').fill(ago(5));
    await officer.locator('[data-do="upload"]').click();
    await officer.locator('[data-evidence="recording"]').waitFor();
    await officer.screenshot({ path: `${shots}/c5-evidence.png` });
    await officer.locator('.case-head [data-act="inquire"]').click();
    await fill(dialog(officer), inquiry);
    await submit(officer);
    await officer.locator('[data-pending="inquire"]').waitFor();
  });

  await step('the second officer signs; a writ is read with its number', async () => {
    const page = await open(browser, 'officer2', office);
    await agree(page, 'officer2-210106', '');
    await page.context().close();
    await officer.locator('[data-tab="documents"]').click();
    await officer.locator('[data-document="filing-approval"]').click();
    const { documents } = await ask(`/cases/${id}`);
    const number = documents.find((d) => d.writ === 'filing-approval').number;
    if (!number) throw new Error('the writ has no number');
    await officer.frameLocator('.doc-frame').getByText(number).first().waitFor();
    await officer.screenshot({ path: `${shots}/c6-document.png` });
    await officer.keyboard.press('Escape');
    await officer.locator('.doc-frame').waitFor({ state: 'detached' });
  });

  await step('the clock tells its due day, and shows it on the calendar', async () => {
    await officer.locator('[data-tab="clocks"]').click();
    const card = officer.locator('[data-clock-card="decide"]');
    const { clocks } = await ask(`/cases/${id}`);
    const last = new Date(Date.parse(clocks.find((c) => c.name === 'decide').due_at) - 1 + 8 * 3_600_000).toISOString().slice(0, 10);
    await card.getByText(`${last} 24:00`).waitFor();
    await card.locator('summary').click();
    await card.locator(`.cal-due[data-date="${last}"]`).waitFor();
    await officer.screenshot({ path: `${shots}/c7-clock.png`, fullPage: true });
  });

  await step('the journal holds the refusal as such', async () => {
    await officer.locator('[data-tab="journal"]').click();
    await officer.locator('.row-refused', { hasText: '第五十五条' }).waitFor();
  });

  await step('the case file is sealed and downloaded', async () => {
    await officer.locator('[data-tab="dossier"]').click();
    await officer.locator('[data-do="seal"]').click();
    const link = officer.locator('[data-archive] a').first();
    await link.waitFor();
    const [download] = await Promise.all([officer.waitForEvent('download'), link.click()]);
    const bytes = readFileSync(await download.path());
    if (bytes.subarray(0, 2).toString() !== 'PK') throw new Error('the archive is no ZIP');
    await officer.screenshot({ path: `${shots}/c8-archive.png` });
  });

  await deskSteps(browser, film(9_000_000));

  await step('no page breaks a rule of WCAG 2.1 AA', () => accessible(browser, officer, id));
}

async function accessible(browser, officer, id) {
  const found = [];
  const look = async (page, path) => {
    await page.goto(base + path);
    await page.locator('main h1, h1').first().waitFor();
    await page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
    await page.waitForTimeout(1200); // colours fade in
    found.push(...(await axe(page)).map((v) => `${path}: ${v}`));
  };
  const tabs = ['', '?tab=documents', '?tab=evidence', '?tab=clocks', '?tab=journal', '?tab=law', '?tab=dossier'].map((t) => `/desk/cases/${id}${t}`);
  for (const path of [...tabs, '/desk/deadlines', '/desk/rules', '/desk/procedures/enforce.penalty', '/desk/procedures/enforce.penalty/new']) await look(officer, path);
  const legal = await open(browser, 'legal', office);
  await signIn(legal, '/desk/calendar', 'legal-210106');
  await look(legal, '/desk/calendar');
  const anybody = await open(browser, 'public', { width: 390, height: 844 });
  await look(anybody, '/public');
  if (found.length > 0) throw new Error(found.join('\n'));
}

await check(main);
