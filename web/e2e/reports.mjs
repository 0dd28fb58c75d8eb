// Reporting an incident upward in a real browser: begun on the page of the incident, figures with who said so raise the grade
// and begin stricter clocks, a call is noted, the first report is drafted, what is missing is marked, another person signs it,
// and the receipt of the upper system comes back; the list on a wide screen and on a phone. The upper system is a peer in a
// process of its own. Any error in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { axe, base, check, open, password, person, shots, signIn, step } from './browser.mjs';

const binary = process.env.ANLAN_BIN ?? fileURLToPath(new URL('../../bin/anlan', import.meta.url));
const secret = 'e2e-reports';

/** Starts the province and reads where it answers. */
async function province() {
  const p = spawn(binary, ['demo', 'peer', 'province', '--listen', '127.0.0.1:0'], { env: { ...process.env, ANLAN_PEER_SECRET: secret }, stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((found, failed) => {
    p.stdout.once('data', (d) => found(String(d).trim().split(' ')[1]));
    p.once('exit', (code) => failed(new Error(`the province ended: ${code}`)));
  });
  return { address, stop: () => p.kill() };
}

/** Puts something by the API as one of the demo people. */
async function put(user, path, value) {
  const session = await (await fetch(`${base}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user, password }) })).json();
  const a = await fetch(`${base}/api${path}`, { method: 'PUT', headers: { Authorization: `Bearer ${session.token}`, 'Content-Type': 'application/json' }, body: JSON.stringify(value) });
  if (!a.ok) throw new Error(`PUT ${path}: ${a.status} ${await a.text()}`);
}

async function fit(page) {
  await page.mouse.move(2, 300);
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

await check(async (browser) => {
  const upper = await province();
  try {
    await (await person('admin'))('/settings/outward', { rule: upper.address, reason: '浏览器检查' });
    await put('admin', '/report/uppers/e2e', { name: '省应急管理厅（演示）', area: '2101', address: `http://${upper.address}/filing/v1/reports`, secret, phone: '024-00000000', active: true });
    const ask = await person('duty-210106');
    const incident = await ask('/command/incidents', { title: '某冷库液氨泄漏', type: 'natural', lon: 123.35, lat: 41.79, area: '210106', address: '某路 1 号', summary: '冷库机房漏氨', source: 'phone' });
    const duty = await open(browser, 'reports', { width: 1366, height: 768 });

    await step('begun on the page of the incident', async () => {
      await signIn(duty, `/command/incidents/${incident.id}`, 'duty-210106');
      await duty.locator('[data-do="begin-report"]').click();
      await duty.locator('.ant-modal .ant-select').first().click();
      await duty.locator('.ant-select-item-option', { hasText: '生产安全事故' }).click();
      await duty.locator('.ant-modal-footer .ant-btn-primary').click();
      await duty.waitForURL(/\/report\/matters\//);
      await duty.locator('[data-stage="due"]').waitFor();
      await duty.locator('[data-clock="written"]').waitFor();
      await fit(duty);
      await duty.screenshot({ path: `${shots}/reports-begun.png`, fullPage: true });
    });
    const url = duty.url();

    await step('figures with who said so: the grade rises, and with it the clocks', async () => {
      await duty.locator('[data-do="state"]').click();
      const dialog = duty.locator('.ant-modal');
      await dialog.locator('.figure-fields input').first().fill('3');
      await dialog.getByLabel('来源单位').fill('区卫生健康局');
      await fit(duty);
      await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
      await duty.locator('[data-figure="deaths"] .figure-now b', { hasText: '3' }).waitFor();
      await duty.locator('[data-clock="phone"]').waitFor();
    });

    await step('the list says what is due first', async () => {
      await duty.goto(`${base}/report/matters`);
      await duty.locator('.reported-row .due-chip', { hasText: '还剩' }).first().waitFor();
      await fit(duty);
      await duty.screenshot({ path: `${shots}/reports-due.png` });
      await duty.goto(url);
    });

    await step('a report by telephone ends its clock', async () => {
      await duty.locator('[data-do="phone"]').click();
      const dialog = duty.locator('.ant-modal', { hasText: '通话时间' });
      await dialog.getByLabel('接话人').fill('省厅值班员');
      await dialog.getByLabel('报告内容').fill('冷库漏氨，死亡 3 人');
      await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
      await duty.locator('[data-clock="phone"]').waitFor({ state: 'detached' });
    });

    await step('a draft from what is known; what is missing is marked, then written', async () => {
      await duty.locator('[data-do="draft-first"]').click();
      await duty.locator('.report-part-missing[data-part="scene"]').waitFor();
      await fit(duty);
      await duty.screenshot({ path: `${shots}/reports-draft.png`, fullPage: true });
      for (const part of ['unit', 'scene', 'loss', 'measures', 'contact']) await duty.locator(`#part-${part}`).fill('正在核实');
      await duty.locator('.report-part-missing').first().waitFor({ state: 'detached' });
      await duty.locator('[data-do="submit-report"]').click();
      await duty.locator('[data-stage="review"]').waitFor();
    });

    await step('another person signs it, and the receipt comes back', async () => {
      const leader = await open(browser, 'reports-leader', { width: 1920, height: 1080 });
      await signIn(leader, new URL(url).pathname, 'leader-210106');
      await leader.locator('[data-act="sign"]').click();
      await leader.locator('[data-receipt="network"]').waitFor();
      await leader.locator('[data-stage="following"]').waitFor();
      await fit(leader);
      await leader.screenshot({ path: `${shots}/reports-told.png`, fullPage: true });
    });

    await step('on the page of the incident: how its reporting stands', async () => {
      await duty.goto(`${base}/command/incidents/${incident.id}`);
      await duty.locator('[data-part="report"] a').waitFor();
      await fit(duty);
      await duty.screenshot({ path: `${shots}/reports-incident.png` });
    });

    await step('the list, on a desk and on a phone', async () => {
      await duty.goto(`${base}/report/matters`);
      await duty.locator('.reported-row', { hasText: '某冷库液氨泄漏' }).waitFor();
      await fit(duty);
      await duty.screenshot({ path: `${shots}/reports-list.png` });
      await duty.setViewportSize({ width: 390, height: 844 });
      await duty.goto(url);
      await duty.locator('[data-stage="following"]').waitFor();
      await fit(duty);
      await duty.screenshot({ path: `${shots}/reports-phone.png`, fullPage: true });
    });
  } finally {
    upper.stop();
  }
});
