// The control of risks in a browser: points with their working, suggestions taken over, an assessment with the working as
// scores are chosen, two others who check and approve, the ratings, and a day in the past. Any error in a console fails it.
// Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { base, check, clean, fits, open, person, shots, signIn, step } from './browser.mjs';

/** The sizes that a page must fit: what is wider than the screen fails. */
async function sizes(page, name) {
  for (const [word, size] of [['390', { width: 390, height: 844 }], ['1920', { width: 1920, height: 1080 }], ['1366', { width: 1366, height: 768 }]]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${shots}/${name}-${word}.png` });
    await fits(page, name);
  }
}

async function main(browser) {
  const duty = await person('duty');
  const officer = await person('officer');
  const head = await person('head');
  const page = await open(browser, 'duty', { width: 1366, height: 768 });

  await step('the gravest points come first, and filters narrow them', async () => {
    await signIn(page, '/login', 'duty');
    await page.waitForURL((u) => !u.pathname.startsWith('/login'));
    await page.goto(`${base}/risk/points`);
    await page.locator('[data-point]').first().waitFor();
    await clean(page, 'the list');
    await sizes(page, 'rk1-points');
    await page.getByLabel('待办', { exact: true }).click({ force: true });
    await page.locator('.ant-select-item-option', { hasText: '未评定' }).click();
    await page.locator('.tag-red').first().waitFor({ state: 'detached' });
    await page.locator('[data-point]').first().waitFor();
  });

  // An enterprise of a sector with suggestions that has no point yet.
  const graded = (await duty('/risk/points?risk=red')).items[0];
  let fresh;
  for (let cursor = ''; !fresh; ) {
    const list = await duty(`/register/elements?kind=enterprise&limit=100&cursor=${encodeURIComponent(cursor)}`);
    for (const e of list.items) {
      const v = await duty(`/risk/enterprises/${e.id}`);
      if (v.points.length === 0 && v.suggestions.some((g) => g.sector !== '')) {
        fresh = v;
        break;
      }
    }
    cursor = list.next;
    if (!cursor && !fresh) throw new Error('no enterprise without points');
  }

  await step('one point shows its working, measures, who answers and its history', async () => {
    await page.goto(`${base}/risk/points/${graded.id}`);
    await page.locator('[data-steps] li').nth(4).waitFor();
    await page.locator('[data-history] li').first().waitFor();
    await clean(page, 'the point');
    await sizes(page, 'rk2-point');
  });

  await step('suggestions are taken over, many at once', async () => {
    await page.goto(`${base}/risk/enterprises/${fresh.id}`);
    await page.getByText('该企业还没有风险点').waitFor();
    await page.locator('[data-do="suggest"]').click();
    await page.locator('[data-suggestion]').first().waitFor();
    await clean(page, 'the suggestions');
    await page.screenshot({ path: `${shots}/rk3-suggestions.png` });
    await page.locator('.ant-modal .ant-btn-primary').click();
    await page.locator('[data-firm-point]').first().waitFor();
    await page.locator('.ant-modal').waitFor({ state: 'hidden' });
  });

  const name = '演示反应釜 R-101';
  await step('a point is entered with measures and who answers', async () => {
    await page.locator('[data-do="add"]').click();
    await page.locator('#risk-unit').fill('生产装置');
    await page.locator('#risk-name').fill(name);
    await page.locator('#risk-place').fill('一车间东侧');
    await page.getByLabel('因素描述 1').fill('反应放热失控');
    await page.locator('#risk-accidents').fill('火灾');
    await page.locator('.ant-select-item-option', { hasText: '火灾' }).click();
    await page.keyboard.press('Escape');
    await page.getByLabel('增加一行 管控措施').click();
    await page.getByLabel('措施内容 1').fill('温度高高联锁切断进料');
    await page.getByLabel('责任人（岗位） 1').fill('工艺主管');
    await page.getByLabel('检查周期 1').click({ force: true });
    await page.locator('.ant-select-item-option', { hasText: '每班' }).click();
    for (const level of ['公司（厂）级', '部门级']) await page.getByLabel(`${level} 姓名`).fill('责任人（演示）');
    await clean(page, 'the form of a point');
    await page.screenshot({ path: `${shots}/rk4-entry.png` });
    await page.locator('.ant-modal .ant-btn-primary').click();
    await page.locator('[data-firm-point]', { hasText: name }).waitFor();
    await page.locator('.ant-modal').waitFor({ state: 'hidden' });
    await clean(page, 'the enterprise');
    await sizes(page, 'rk5-enterprise');
  });

  await step('the working is there while scores are chosen', async () => {
    await page.locator('[data-firm-point]', { hasText: name }).getByRole('link').click();
    await page.locator('[data-do="assess"]').click();
    for (const s of ['L=3', 'E=6', 'C=40']) await page.locator(`[data-score="${s}"]`).click();
    await page.locator('[data-result="red"]').waitFor();
    await page.locator('[data-score="C=40"]').press('ArrowLeft');
    await page.locator('[data-result="orange"]').waitFor();
    await clean(page, 'the assessment');
    await page.screenshot({ path: `${shots}/rk6-assess.png` });
    await page.locator('[data-score="C=15"]').press('ArrowRight');
    await page.locator('[data-result="red"]').waitFor();
    await page.locator('.ant-modal .ant-btn-primary').click();
    await page.getByText('查看评估流程').waitFor();
    await page.screenshot({ path: `${shots}/rk7-waiting.png` });
  });

  await step('another checks, a third approves, and the grade holds', async () => {
    const id = page.url().split('/').at(-1);
    const { point } = await duty(`/risk/points/${id}`);
    await officer(`/cases/${point.case}/acts/verify`, { opinion: '现场核对属实' });
    await head(`/cases/${point.case}/acts/approve`, {});
    await page.reload();
    await page.locator('[data-steps] li').nth(4).waitFor();
    await page.locator('.facts .tag-red').first().waitFor();
    await page.locator('[data-do="change"]').click();
    await page.locator('#risk-cause').click({ force: true });
    await page.locator('.ant-select-item-option', { hasText: '发生事故或险情' }).click();
    await page.locator('.ant-modal .ant-btn-primary').click();
    await page.locator('.tag-orange', { hasText: '发生变化待重评' }).first().waitFor();
    await page.goto(`${base}/grid/elements/${fresh.id}`);
    await page.locator('[id="part-risk.points"] .file-rows li').first().waitFor();
  });

  await step('areas and sectors are rated', async () => {
    await page.goto(`${base}/risk/figures`);
    await page.locator('[data-row="210106"]').waitFor();
    await clean(page, 'the ratings');
    await sizes(page, 'rk8-areas');
    await page.getByText('评级过程').first().click();
    await page.locator('.ant-popover .risk-steps li').first().waitFor();
    await page.screenshot({ path: `${shots}/rk9-working.png` });
    await page.keyboard.press('Escape');
    await page.locator('.ant-segmented-item', { hasText: '按行业领域' }).click();
    await page.locator('[data-row="chem-production"]').waitFor();
    await page.screenshot({ path: `${shots}/rk10-sectors.png` });
  });

  const boss = await open(browser, 'head', { width: 1366, height: 768 });
  await step('the methods show their cut-offs, and the city makes them stricter', async () => {
    await signIn(boss, '/login', 'head');
    await boss.waitForURL((u) => !u.pathname.startsWith('/login'));
    await boss.goto(`${base}/risk/figures`);
    await boss.locator('.ant-segmented-item', { hasText: '评估方法' }).click();
    await boss.locator('.risk-matrix').waitFor();
    await clean(boss, 'the methods');
    await sizes(boss, 'rk11-methods');
    const lec = (await head('/risk/form')).methods.find((m) => m.id === 'lec');
    await boss.locator('[data-tighten="lec"]').click();
    await boss.locator('.ant-modal .ant-input-number input').first().fill('250');
    await boss.locator('.ant-modal .risk-form label input').fill('市安委办〔2026〕1 号');
    await boss.screenshot({ path: `${shots}/rk12-tighten.png` });
    await boss.locator('.ant-modal .ant-btn-primary').click();
    await boss.getByText(`本市自定（第 ${lec.version + 1} 版）`).waitFor();
  });
}

await check(main);
