// The watch over hazard sources and nature: each page opens with the demo's data, without an error in the console and
// without a finding of axe; a source is inspected; a plant makes its promise on the phone. Needs a running demo city:
// ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, open, shots, signIn, step } from './browser.mjs';

const pages = [
  ['hazards', '/monitor/hazards', 'table tbody tr.opens'],
  ['source', '/monitor/hazards/hs-01', '.vessel'],
  ['promises', '/monitor/promises', 'table tbody tr.ant-table-row'],
  ['parks', '/monitor/parks', '.facts'],
  ['events', '/monitor/events', 'table tbody tr.opens'],
  ['water', '/monitor/water', 'table tbody tr.opens'],
  ['gauges', '/monitor/water?tab=gauges', 'table tbody tr.ant-table-row'],
  ['typhoon', '/monitor/typhoon', 'canvas'],
  ['forest', '/monitor/forest', '.danger-card'],
];

await check(async (browser) => {
  const page = await open(browser, 'duty', { width: 1366, height: 768 });
  await step('sign in', async () => {
    await signIn(page, '/login', 'duty');
    await page.locator('header').first().waitFor();
    await page.waitForTimeout(500);
  });
  for (const [name, path, wanted] of pages) {
    await step(name, async () => {
      await page.goto(base + path);
      await page.locator(wanted).first().waitFor();
      await page.screenshot({ path: `${shots}/watch-${name}-1366.png` });
      const found = await axe(page);
      if (found.length > 0) throw new Error(`axe: ${found.join('\n')}`);
    });
  }
  await step('inspect a source', async () => {
    await page.goto(`${base}/monitor/hazards/hs-02`);
    await page.getByRole('button', { name: '开始巡查' }).click();
    await page.getByRole('button', { name: '全部正常' }).click();
    await page.screenshot({ path: `${shots}/watch-inspect.png` });
    await page.getByRole('button', { name: '记录巡查' }).click();
    await page.getByText('巡查已记录').waitFor();
  });
  const phone = await open(browser, 'plant', { width: 390, height: 844 });
  await step('a promise on the phone', async () => {
    await signIn(phone, '/m', 'plant-01');
    await phone.locator('[data-enterprise]').first().waitFor();
    await phone.screenshot({ path: `${shots}/watch-plant.png` });
    await phone.locator('[data-standing]').first().click();
    await phone.locator('input[name="safe"]').check();
    await phone.screenshot({ path: `${shots}/watch-promise.png`, fullPage: true });
    await phone.locator('[data-do="promise"]').click();
    await phone.locator('[data-standing="made"], [data-standing="late"]').first().waitFor();
  });
});
