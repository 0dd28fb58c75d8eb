// Emergency plans in a real browser: the list with what the linter found, the question whether they could run tonight with a way
// to each mend, one plan with its organisation, tasks, dry run and versions; a plan exported to Word, imported again by its
// headings and saved as a draft; all of it on a phone. Any error in a console fails it. Needs a running demo city: ANLAN_URL,
// ANLAN_DEMO_PASSWORD.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axe, base, check, open, shots, signIn, step } from './browser.mjs';

const desk = { width: 1366, height: 768 };
const row = '.ant-table-row';

async function fit(page) {
  await page.mouse.move(2, 300);
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

await check(async (browser) => {
  const duty = await open(browser, 'plans', desk);
  await step('plans in force, with those that could not run', async () => {
    await signIn(duty, '/command/plans', 'duty');
    await duty.locator(row).first().waitFor();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/plans-list.png` });
    await duty.getByText('无法启动的').click();
    await duty.waitForURL(/only=stoppers/);
    await duty.locator(`${row} .tag-red`).first().waitFor();
    await duty.screenshot({ path: `${shots}/plans-stopped.png` });
  });
  await step('could they run tonight: by rule, each with a way to mend it', async () => {
    await duty.goto(`${base}/command/plan-lint`);
    await duty.locator('.plan-defects li').first().waitFor();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/plans-lint.png` });
    await duty.locator('.plan-side button', { hasText: '队伍重复占用' }).click();
    await duty.waitForURL(/rule=team-claimed/);
    await duty.locator('.plan-defects li', { hasText: '已被《' }).first().waitFor();
    if (!(await duty.locator('.plan-defects a', { hasText: '去处理' }).first().getAttribute('href'))) throw new Error('no way to mend it');
  });
  await step('one plan: organisation, tasks, dry run', async () => {
    await duty.goto(`${base}/command/plans/2101-ZX01`);
    await duty.getByRole('tab', { name: '组织体系' }).waitFor();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/plans-one.png` });
    await duty.getByRole('tab', { name: '组织体系' }).click();
    await duty.locator('.plan-box.chief').waitFor();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/plans-organisation.png` });
    await duty.getByRole('tab', { name: '任务' }).click();
    await duty.locator('.plan-bar').first().waitFor();
    await duty.screenshot({ path: `${shots}/plans-tasks.png` });
    await duty.getByRole('tab', { name: '推演' }).click();
    await duty.locator('[data-orders="task"] li').first().waitFor();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/plans-run.png` });
  });
  const file = join(await mkdtemp(join(tmpdir(), 'plan-')), 'plan.docx');
  await step('a plan goes out as a Word file', async () => {
    const [download] = await Promise.all([duty.waitForEvent('download'), duty.getByRole('button', { name: '下载 Word' }).click()]);
    await download.saveAs(file);
  });
  await step('and comes in again by its headings', async () => {
    await duty.goto(`${base}/command/plan-import`);
    await duty.locator('.ant-upload').first().waitFor();
    await duty.locator('input[type="file"]').setInputFiles(file);
    await duty.waitForURL(/plan-import\?id=/);
    await duty.locator(row).first().waitFor();
    await duty.locator('#plan-code').fill('2101-ZX88');
    await duty.locator('#plan-unit').fill('沈阳市水务局');
    await duty.locator('.plan-head .ant-cascader, .plan-head .ant-select').last().click();
    await duty.locator('.ant-cascader-menu-item').first().click();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/plans-import.png` });
    await duty.getByRole('button', { name: '生成表单' }).click();
    await duty.locator('.plan-text textarea').waitFor();
    await duty.getByRole('button', { name: /^检\s?查$/ }).click();
    await duty.getByText('检查通过，可以保存').waitFor();
    await duty.screenshot({ path: `${shots}/plans-form.png` });
    await duty.getByRole('button', { name: '保存草稿' }).click();
    await duty.waitForURL(/command\/plans\/2101-ZX88/);
    await duty.getByRole('button', { name: '提交评审' }).waitFor();
  });
  await step('it fits a phone', async () => {
    await duty.setViewportSize({ width: 390, height: 844 });
    for (const [name, path, there] of [['list', '/command/plans', row], ['lint', '/command/plan-lint', '.plan-defects li'], ['one', '/command/plans/2101-ZX01', '[role="tab"]']]) {
      await duty.goto(`${base}${path}`);
      await duty.locator(there).first().waitFor();
      await duty.screenshot({ path: `${shots}/plans-${name}-phone.png` });
      if (await duty.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)) throw new Error(`${path} is wider than the phone`);
    }
  });
});
