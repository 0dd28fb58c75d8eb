// Water and typhoons put in by hand, and who promises for a plant: a level is read from a gauge and stands against its lines; a
// typhoon's bulletin is typed, what is wrong in it is said, it is looked at on the map, kept, and its next issue begins from it;
// an account that is no plant's cannot promise. No error in a console, no finding of axe. Needs a running demo city: ANLAN_URL,
// ANLAN_DEMO_PASSWORD.
import { axe, base, check, expectError, open, person, shots, signIn, step } from './browser.mjs';

const desk = { width: 1366, height: 768 };

async function fit(page, what) {
  const found = await axe(page);
  if (found.length > 0) throw new Error(`${what}: ${found.join('\n')}`);
}

async function look(page, name) {
  for (const [size, viewport] of Object.entries({ 1920: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 }, 1366: desk })) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${shots}/nature-${name}-${size}.png` });
  }
  await page.setViewportSize(desk);
}

/** The number of the typhoon: the thirty-first of this year, which the demo does not know. */
const number = `${new Date().getUTCFullYear() % 100}31`;

await check(async (browser) => {
  const ask = await person('duty');
  const duty = await open(browser, 'duty', desk);
  await signIn(duty, '/monitor/water?tab=gauges', 'duty');

  await step('a level is read from a gauge: what it lacks is named, then it stands against its lines', async () => {
    const { items } = await ask('/nature/gauges');
    const gauge = items.find((g) => g.lines.length > 0);
    if (!gauge) throw new Error('no gauge has a line');
    const line = gauge.lines[0].level;
    await duty.locator('[data-act="put-level"]').click();
    const dialog = duty.locator('.ant-modal');
    await dialog.locator('#value').fill(String(line + 0.25));
    await dialog.locator('#source').fill('水文站人工报汛');
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await dialog.getByText('请填写测站或积水点').or(dialog.locator('.ant-form-item-explain-error')).first().waitFor();
    await dialog.locator('#site').click();
    await dialog.locator('#site').fill(gauge.name);
    await duty.locator('.ant-select-item-option', { hasText: gauge.name }).first().click();
    await dialog.locator('[data-level]', { hasText: gauge.name }).waitFor();
    await fit(duty, 'a level');
    await look(duty, 'level');
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await dialog.waitFor({ state: 'detached' });
    const row = duty.locator('tr.ant-table-row', { hasText: gauge.name }).first();
    await row.getByText((line + 0.25).toFixed(2)).first().waitFor();
    await fit(duty, 'the gauges');
  });

  await step('a typhoon is typed: a circle that cannot be read is refused, it is looked at, then kept', async () => {
    await duty.goto(`${base}/monitor/typhoon`);
    await duty.locator('[data-act="put-typhoon"]').click();
    const dialog = duty.locator('.ant-modal');
    await dialog.locator('#number').fill(number);
    await dialog.locator('#name').fill('观涛');
    await dialog.locator('#issuer').fill('市气象台');
    const cells = (row) => dialog.locator('.typhoon-fixes tbody tr').nth(row);
    const type = async (row, label, value) => {
      await cells(row).getByLabel(label, { exact: true }).fill(value);
    };
    const rows = (await dialog.locator('.typhoon-fixes tbody tr').count()) - 1;
    for (let i = rows; i > 0; i--) await cells(i).locator('button').last().click();
    await at(cells(0), 0);
    await type(0, '经度', '122.4');
    await type(0, '纬度', '39.2');
    await type(0, '气压 hPa', '975');
    await type(0, '风速 m/s', '33');
    await type(0, '7 级风圈 km', '300/250');
    await dialog.getByRole('button', { name: '加一个定位点' }).click();
    await at(cells(1), 12);
    await cells(1).getByLabel('预报', { exact: true }).check();
    for (const [label, value] of [['经度', '123.1'], ['纬度', '40.9'], ['气压 hPa', '985'], ['风速 m/s', '25'], ['7 级风圈 km', '180']]) await type(1, label, value);
    await dialog.locator('[data-act="look-typhoon"]').click();
    await dialog.locator('.ant-input-status-error').waitFor();
    await type(0, '7 级风圈 km', '320/280/200/240');
    await dialog.locator('[data-act="look-typhoon"]').click();
    await dialog.locator('[data-seen]').waitFor();
    await dialog.locator('[data-seen] canvas').waitFor();
    await fit(duty, 'the bulletin');
    await look(duty, 'typhoon');
    await dialog.locator('[data-act="keep-typhoon"]').click();
    await dialog.waitFor({ state: 'detached' });
    await duty.getByText(`${number} 观涛`).first().waitFor();
  });

  await step('its next issue begins from the last one', async () => {
    await duty.getByText(`${number} 观涛`).first().click();
    await duty.locator('[data-act="put-typhoon"]').click();
    const dialog = duty.locator('.ant-modal');
    if ((await dialog.locator('#name').inputValue()) !== '观涛') throw new Error('it begins from nothing');
    await dialog.locator('.ant-modal-close').click();
    await dialog.waitFor({ state: 'detached' });
    await fit(duty, 'the typhoon');
  });

  await step('who promises for a plant is named: an account of the bureau is refused', async () => {
    const head = await open(browser, 'head', desk);
    await signIn(head, '/monitor/promises', 'head');
    await head.locator('[data-act="signers"]').first().click();
    await head.locator('[data-signers]').waitFor();
    expectError(/400 .*\/signers/);
    await head.locator('#login').fill('duty');
    await head.locator('#post').fill('总经理');
    await head.locator('[data-act="name-signer"]').click();
    await head.getByText('没有这个账号，或它不是该企业所在区域的企业安全管理账号').first().waitFor();
    const { items } = await ask('/hazard/promises');
    const title = await head.locator('.ant-drawer-title').innerText();
    const plant = items.find((p) => title.includes(p.enterprise_name));
    await head.locator('#login').fill(`plant-${plant.enterprise.slice(-2)}`);
    await head.locator('[data-act="name-signer"]').click();
    await head.locator('[data-signers]', { hasText: '总经理' }).waitFor();
    await fit(head, 'who promises');
    await look(head, 'signers');
  });
});

/** Types the time of a fix, in so many hours. */
async function at(row, hours) {
  const when = new Date(Date.now() + hours * 3600_000 + 8 * 3600_000).toISOString();
  const field = row.locator('input').first();
  await field.fill(`${when.slice(0, 10)} ${when.slice(11, 16)}`);
  await field.press('Enter');
}
