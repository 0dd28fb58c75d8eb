// Outlines of areas in a real browser: an officer sends a file in which a border has lost a corner, sees on the map what does not
// fit, cannot confirm it, widens the tolerance, confirms, finds the change on the page of outlines and takes it back. Any error in
// a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, open, shots, signIn, step } from './browser.mjs';

const office = { width: 1366, height: 768 };
const state = (page, s) => page.locator(`[data-state="${s}"]`).waitFor();

/** The district's outline without one of its corners, as a file. */
async function bent(page) {
  const all = await page.evaluate(async () => (await fetch('/api/register/areas/outlines?level=district')).json());
  const one = all.features.find((f) => f.properties.code === '210106');
  const ring = one.geometry.type === 'Polygon' ? one.geometry.coordinates[0] : one.geometry.coordinates[0][0];
  ring.splice(Math.floor(ring.length / 2), 1);
  return { name: '铁西区.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [{ ...one, properties: { code: '210106' } }] })) };
}

async function main(browser) {
  const page = await open(browser, 'outlines', office);
  await step('a border that lost a corner is drawn, and cannot be confirmed', async () => {
    await signIn(page, '/grid/outlines', 'duty-210106');
    await page.locator('[data-do="import-outlines"]').waitFor();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `${shots}/o1-outlines.png` });
    const file = await bent(page);
    await page.locator('[data-do="import-outlines"]').click();
    await page.locator('input[type="file"]').setInputFiles(file);
    await page.waitForURL(/\/grid\/imports\/(?!new)[\w-]+$/);
    await state(page, 'waiting');
    await page.locator('[data-field="reason"]').fill('区划批复〔2026〕1号');
    await page.screenshot({ path: `${shots}/o2-plan.png` });
    await page.locator('[aria-label="容差（平方米）"]').fill('1');
    await page.locator('[data-do="check"]').click();
    await state(page, 'checked');
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `${shots}/o3-faults.png`, fullPage: true });
    if (await page.locator('[data-do="run"]').isEnabled()) throw new Error('what is wrong may be confirmed');
  });
  await step('with a wider tolerance it is confirmed in one act', async () => {
    await page.locator('[data-do="remap"]').click();
    await page.locator('[aria-label="容差（平方米）"]').fill('1000000');
    await page.locator('[data-do="check"]').click();
    await page.locator('[data-do="run"]:enabled').waitFor();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `${shots}/o4-checked.png`, fullPage: true });
    const found = await axe(page);
    if (found.length > 0) throw new Error(found.join('\n'));
    await page.locator('[data-do="run"]').click();
    await page.locator('#confirm-outlines').click();
    await state(page, 'done');
  });
  await step('the change stands on the page of outlines and is taken back', async () => {
    await page.goto(`${base}/grid/outlines`);
    await page.locator('[data-do="undo-outlines"]').first().waitFor();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `${shots}/o5-changes.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${shots}/o6-phone.png` });
    await page.setViewportSize(office);
    await page.locator('[data-do="undo-outlines"]').first().click();
    await page.locator('.ant-modal textarea').fill('批复撤销');
    await page.locator('#confirm-undo').click();
    await page.getByText('批复撤销').waitFor();
  });
}

await check(main);
