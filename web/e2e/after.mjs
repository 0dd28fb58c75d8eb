// What follows an incident in a real browser: the all-clear is refused while people are trapped, then declared; a force is released and
// rests; costs, the report and its approval by another person, a finding that asks a plan for a change; the case base and similar
// incidents; on desks and on a phone. Any error in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, expectError, open, person, shots, signIn, step } from './browser.mjs';

const dialog = (page) => page.locator('.ant-modal').last();
const send = (page) => dialog(page).locator('.ant-modal-footer .ant-btn-primary').click();

async function fit(page) {
  await page.mouse.move(2, 300);
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

const narrow = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1);

/** Asks until the answer is as wanted. */
async function until(ask, wanted) {
  for (let i = 0; i < 300; i++) {
    const v = await ask();
    if (wanted(v)) return v;
    await new Promise((r) => setTimeout(r, 200));
  }
  throw new Error('it did not come about');
}

await check(async (browser) => {
  const ask = await person('duty-210106');
  const incident = await ask('/command/incidents', { title: '某冷库液氨泄漏', type: 'accident', level: 'III', lon: 123.35, lat: 41.79, area: '210106', address: '某路 1 号', summary: '冷库机房漏氨，下风向有居民', source: 'phone' });
  const act = (id, name, form) => ask(`/cases/${id}/acts/${name}`, form ?? {});
  await act(incident.id, 'verify', { how: 'phone' });
  await act(incident.id, 'classify', { type: 'accident', level: 'III', reason: '下风向有居民' });
  const { items: proposed } = await ask(`/command/incidents/${incident.id}/suggestions`);
  const plan = proposed.find((p) => p.kind === 'district' && !p.any) ?? proposed[0];
  await act(incident.id, 'activate', { plan: plan.plan, level: 'III', event: 'hazchem', hours: 12, approver: '区长' });
  const { items: teams } = await ask('/resource/forces?kind=rescue-team&state=ready&limit=50');
  for (const f of teams) {
    try {
      await ask(`/resource/forces/${f.id}/bookings`, { incident: incident.id, until: new Date(Date.now() + 6 * 3600_000).toISOString() });
      break;
    } catch {
      // another incident has it: the next one
    }
  }
  const matter = (await until(() => ask(`/report/incidents/${incident.id}`), (v) => v.matter)).matter.id;
  const state = (n) => act(matter, 'state', { figures: [{ kind: 'trapped', value: n }], organ: '消防救援大队', said_at: new Date(Date.now() - 1000).toISOString() });
  await state(2);
  const desk = await open(browser, 'duty', { width: 1366, height: 768 });

  await step('begun on the page of the incident', async () => {
    await signIn(desk, `/command/incidents/${incident.id}`, 'duty-210106');
    await desk.locator('[data-part="after"]').waitFor();
    await desk.locator('[data-do="begin-after"]').click();
    await desk.waitForURL(/\/after\/reviews\//);
    await desk.locator('[data-stage="running"]').waitFor();
    await desk.locator('[data-part="danger"]', { hasText: '被困 2 人' }).waitFor();
    await desk.locator('[data-force]').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-1-out.png` });
  });
  const url = desk.url().split('?')[0];
  const review = url.split('/').pop();

  await step('the all-clear is refused while people are trapped', async () => {
    await desk.locator('[data-act="all-clear"]').click();
    await dialog(desk).locator('textarea').first().fill('泄漏点已封堵，浓度正常');
    await fit(desk);
    expectError(/422.*\/acts\/all-clear/);
    await send(desk);
    await desk.locator('.refusal', { hasText: '被困 2 人' }).waitFor();
    await desk.screenshot({ path: `${shots}/after-2-refused.png` });
    await state(0);
    await send(desk);
    await desk.locator('[data-stage="recovery"]').waitFor();
  });

  await step('a force is released and rests', async () => {
    await desk.locator('[data-force] input[type="checkbox"]').first().check();
    await desk.locator('[data-do="release"]').click();
    await dialog(desk).getByLabel('谁说的').fill('队长');
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-3-release.png` });
    const before = await desk.locator('[data-force]').count();
    await send(desk);
    await desk.waitForFunction((n) => document.querySelectorAll('[data-force]').length < n, before);
  });

  await step('people who were moved go home', async () => {
    await desk.locator('[data-do="measure"]').click();
    await dialog(desk).locator('.ant-radio-group label, .ant-select').first().waitFor();
    await dialog(desk).getByText('转移安置', { exact: true }).click();
    await dialog(desk).getByLabel('内容（路段、范围、安置点）').fill('下风向 2 个小区，安置于社区中心');
    await dialog(desk).getByLabel('人数（处数）').fill('320');
    await send(desk);
    await desk.locator('[data-measure="1"] [data-do="lift"]').click();
    await dialog(desk).locator('textarea').first().fill('复测合格，社区确认全部返回');
    await send(desk);
    await desk.locator('[data-measure="1"]', { hasText: '已解除' }).waitFor();
  });

  await step('costs are reckoned, entered and corrected', async () => {
    await desk.locator('[data-tab="costs"]').click();
    await desk.locator('[data-do="reckon"]').click();
    await act(review, 'cost', { kind: 'service', payer: 'unit', about: '吊车租赁', quantity: 2.5, unit: '小时', price: 333.33, voucher: 'FP-1', spent: new Date().toISOString().slice(0, 10) });
    await act(review, 'cost', { kind: 'relief', payer: 'district', about: '安置餐费', quantity: 320, unit: '份', price: 15, voucher: '', spent: new Date().toISOString().slice(0, 10) });
    await desk.locator('tr', { hasText: '安置餐费' }).waitFor();
    await desk.locator('tr', { hasText: '吊车租赁' }).locator('[data-do="correct-cost"]').click();
    await dialog(desk).getByLabel('单价').fill('300');
    await dialog(desk).locator('textarea').fill('按结算单');
    await fit(desk);
    await send(desk);
    await desk.locator('tr.after-was', { hasText: '吊车租赁' }).waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-4-costs.png` });
  });

  await step('tasks stand against their limits', async () => {
    await desk.locator('[data-tab="limits"]').click();
    await desk.locator('[data-bar]').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-5-limits.png` });
  });

  await step('the report is drafted, written and submitted', async () => {
    await desk.locator('[data-act="draft"]').click();
    await desk.locator('[data-editor]').waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-6-report.png`, fullPage: true });
    for (const part of ['worked', 'problems', 'lessons', 'proposals']) await desk.locator(`#after-${part}`).fill('涉氨险情首批力量必须带检测仪');
    await desk.locator('[data-do="submit-report"]').click();
    await desk.locator('[data-stage="approval"]').waitFor();
  });

  await step('another person approves it, and it has its number', async () => {
    const leader = await open(browser, 'leader', { width: 1920, height: 1080 });
    await signIn(leader, new URL(url).pathname, 'leader-210106');
    await leader.locator('[data-act="approve"]').click();
    await leader.locator('[data-stage="mending"]').waitFor();
    await leader.locator('[data-tab="report"]').click();
    await leader.locator('[data-report-state="approved"]').waitFor();
    await fit(leader);
    await leader.screenshot({ path: `${shots}/after-7-approved.png` });
  });

  await step('a finding asks the plan for a change', async () => {
    await desk.goto(`${url}?tab=findings`);
    await desk.locator('[data-do="finding"]').waitFor();
    const { items: people } = await ask('/desk/people?limit=500&may=after.finding.read');
    const owner = people.find((p) => p.name) ?? people[0];
    await act(review, 'finding', { kind: 'plan', severity: 'high', text: '首批队伍未带氨气检测仪', measure: '预案增加检测要求', owner: owner.id, due: new Date(Date.now() + 20 * 86400_000).toISOString().slice(0, 10), plan: plan.plan });
    await desk.locator('[data-finding]').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-8-findings.png` });
    await until(() => ask(`/plan/plans/${encodeURIComponent(plan.plan)}/requests`), (v) => v.items.length > 0);
    await desk.goto(`${base}/command/plans/${encodeURIComponent(plan.plan)}`);
    await desk.locator('[data-request]').first().waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-9-plan.png` });
  });

  await step('the case base, and similar incidents with their reasons', async () => {
    await desk.goto(`${base}/after/past?q=${encodeURIComponent('氨')}`);
    await desk.locator(`[data-past="${incident.id}"]`).waitFor();
    await desk.locator(`[data-past="${incident.id}"] summary`).click();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-10-past.png` });
    const other = await ask('/command/incidents', { title: '某冷库氨气泄漏', type: 'accident', level: 'IV', lon: 123.36, lat: 41.78, area: '210106', summary: '冷库漏氨', source: 'phone' });
    await desk.goto(`${base}/command/incidents/${other.id}`);
    await desk.locator('[data-do="similar"]').click();
    await desk.locator(`[data-like="${incident.id}"]`).waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-11-similar.png` });
  });

  await step('the lists, on a desk and on a phone', async () => {
    await desk.goto(`${base}/after/findings`);
    await desk.locator('[data-finding]').first().waitFor();
    await fit(desk);
    await desk.goto(`${base}/after/reviews`);
    await desk.locator(`[data-row="${review}"]`).waitFor();
    await fit(desk);
    await desk.screenshot({ path: `${shots}/after-12-list.png` });
    await desk.setViewportSize({ width: 390, height: 844 });
    await desk.goto(`${url}?tab=out`);
    await desk.locator('[data-stage="mending"]').waitFor();
    await fit(desk);
    if (!(await narrow(desk))) throw new Error('the page is wider than the phone');
    await desk.screenshot({ path: `${shots}/after-13-phone.png`, fullPage: true });
  });
});
