// Importing in a real browser: an officer sends a table with a wrong row, sees what is wrong, downloads the wrong rows,
// runs the import, loads the wrong rows again as they are and then mended, and takes the list out. Any error in a console
// fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { readFileSync } from 'node:fs';
import { axe, base, check, open, person, shots, signIn, step } from './browser.mjs';

const office = { width: 1366, height: 768 };
const mark = Date.now() % 1_000_000;
const head = '楼宇,经度,纬度,层数,高度(m),用途,建成年份,自动喷水灭火系统\n';
const good = `导入演示${mark}甲座,123.3507,41.7878,30,98.5,综合,2011,是\n`;
const bad = `导入演示${mark}乙座,123.3508,41.7878,0,98.5,高级,2011,是\n`;
const mended = `导入演示${mark}乙座,123.3508,41.7878,28,98.5,办公,2011,是\n`;

const csv = (text) => ({ name: `高层建筑${mark}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) });
const count = (page, k) => page.locator(`[data-count="${k}"]`).first().textContent();
const state = (page, s) => page.locator(`[data-state="${s}"]`).waitFor();

async function expectCounts(page, want) {
  for (const [k, n] of Object.entries(want)) {
    const got = await count(page, k);
    if (got !== String(n)) throw new Error(`${k} is ${got} and not ${n}`);
  }
}

async function choose(page, label, word) {
  await page.locator(`.ant-select`, { has: page.locator(`[aria-label="${label}"]`) }).first().click();
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: word }).first().click();
}

/** Maps a column of the file: what is typed leaves one choice. */
async function map(page, column, word) {
  const field = page.locator(`[aria-label="对应为 ${column}"]`);
  await field.click();
  await field.fill(word);
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active', { hasText: word }).waitFor();
  await field.press('Enter');
  await page.locator('.ant-select', { has: field, hasText: word }).waitFor();
}

/** Sends a file on the first page of the wizard. */
async function send(page, file) {
  await page.goto(`${base}/grid/imports/new?kind=high-rise`);
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.waitForURL(/\/grid\/imports\/(?!new)[\w-]+$/);
  await state(page, 'waiting');
}

async function main(browser) {
  const page = await open(browser, 'import', office);
  const ask = await person('duty-210106');
  await step('from the list to the wizard; the template comes as a workbook', async () => {
    await signIn(page, '/grid/elements?kind=high-rise', 'duty-210106');
    await page.locator('[data-do="import"]').click();
    const waiting = page.waitForEvent('download');
    await page.locator('[data-do="template"]').click();
    const file = await waiting;
    if (!file.suggestedFilename().endsWith('.xlsx')) throw new Error(file.suggestedFilename());
    await page.screenshot({ path: `${shots}/i1-file.png` });
  });

  await step('a table is read, and a column with an unknown title is mapped by hand', async () => {
    await send(page, csv(head + good + bad));
    await page.screenshot({ path: `${shots}/i2-mapping.png` });
    await page.locator('.ant-alert', { hasText: '名称' }).waitFor(); // 楼宇 is no title that is known
    await map(page, '楼宇', '名称');
    await page.locator('[data-do="check"]').click();
    await state(page, 'checked');
    await expectCounts(page, { rows: 2, new: 1, changed: 0, same: 0, wrong: 1 });
    await page.locator('td', { hasText: '住宅、办公' }).waitFor();
    await page.screenshot({ path: `${shots}/i3-checked.png` });
  });

  const wrong = await step('the wrong rows are downloaded', async () => {
    const waiting = page.waitForEvent('download');
    await page.locator('[data-do="download-wrong"]').click();
    const file = await waiting;
    return readFileSync(await file.path());
  });

  await step('the good row is imported', async () => {
    await page.locator('[data-do="run"]').click();
    await state(page, 'done');
    await expectCounts(page, { rows: 2, new: 1, wrong: 1 });
    await page.screenshot({ path: `${shots}/i4-done.png` });
    const { items } = await ask(`/register/elements?kind=high-rise&q=${encodeURIComponent(`导入演示${mark}`)}`);
    if (items.length !== 1) throw new Error(`${items.length} are in the register`);
  });

  await step('the wrong rows load again as they came, and are wrong still', async () => {
    await send(page, { name: '需更正的行.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: wrong });
    await map(page, '楼宇', '名称');
    await page.locator('[data-do="check"]').click();
    await state(page, 'checked');
    await expectCounts(page, { rows: 1, new: 0, wrong: 1 });
    if (await page.locator('[data-do="run"]').isEnabled()) throw new Error('nothing is there to run');
  });

  await step('mended, the row goes in; the row that is there stays as it is', async () => {
    await send(page, csv(head + good + mended));
    await map(page, '楼宇', '名称');
    await page.locator('[data-do="check"]').click();
    await state(page, 'checked');
    await expectCounts(page, { rows: 2, new: 1, same: 1, wrong: 0 });
    await page.locator('[data-do="run"]').click();
    await state(page, 'done');
  });

  await step('the list of imports tells who did what; no page breaks a rule of WCAG 2.1 AA', async () => {
    const found = (await axe(page)).map((v) => `import: ${v}`);
    await page.goto(`${base}/grid/imports`);
    await page.locator('tr', { hasText: `高层建筑${mark}.csv` }).first().waitFor();
    await page.waitForTimeout(1000); // colours fade in
    await page.screenshot({ path: `${shots}/i5-imports.png` });
    found.push(...(await axe(page)).map((v) => `imports: ${v}`));
    await page.goto(`${base}/grid/imports/new`);
    await page.locator('[data-do="template"]').waitFor();
    await page.waitForTimeout(1000);
    found.push(...(await axe(page)).map((v) => `new: ${v}`));
    if (found.length > 0) throw new Error(found.join('\n'));
  });

  await step('the list is taken out as CSV', async () => {
    await page.goto(`${base}/grid/elements?kind=high-rise&q=${encodeURIComponent(`导入演示${mark}`)}`);
    await page.locator('[data-do="export"]').click();
    await choose(page, '格式', 'CSV');
    await page.screenshot({ path: `${shots}/i6-export.png` });
    const waiting = page.waitForEvent('download');
    await page.locator('[data-do="export-save"]').click();
    const text = readFileSync(await (await waiting).path(), 'utf8');
    for (const name of ['甲座', '乙座']) if (!text.includes(`导入演示${mark}${name}`)) throw new Error(text.slice(0, 300));
    if (text.trim().split('\n').length !== 3) throw new Error(text);
  });
}

await check(main);
