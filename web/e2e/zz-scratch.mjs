import { open, signIn, axe, check, step, person, shots, base, faults } from './browser.mjs';
await check(async (browser) => {
  const city = await person('head');
  const m = await city('/govern/supervision');
  console.log('matters', m.items.length, JSON.stringify(m.items.map((x) => [x.title.slice(0, 20), x.stage, x.assignee_name])));
  const tk = await city('/govern/talks');
  console.log('talks', tk.items.length, tk.items.map((x) => x.stage).join());
  const bl = await city('/govern/bulletins');
  console.log('bulletins', JSON.stringify(bl.items.map((x) => [x.kind, x.day, x.stage])));
  for (const b of bl.items) {
    const v = await city('/govern/bulletins/' + b.id);
    console.log(b.kind, JSON.stringify(v.bulletin.figures.map((f) => [f.name, f.count, (f.records ?? []).length])), (v.bulletin.agenda ?? []).length, (v.bulletin.ranks ?? []).length);
  }
  const ap = await city('/govern/appraisals');
  const a = await city('/govern/appraisals/' + ap.items[0].id);
  console.log('appraisal', a.month, JSON.stringify(a.appraisal.scores.slice(0, 3).map((s) => [s.area_name, s.total, s.parts.map((p) => `${p.name} ${p.done}/${p.of}`)])));
  for (const [name, vp] of [['wide', { width: 1366, height: 768 }], ['phone', { width: 390, height: 844 }]]) {
    const page = await open(browser, name, vp);
    await signIn(page, '/govern/supervision', 'head');
    await page.locator('.matter').first().waitFor();
    await page.screenshot({ path: `${shots}/${name}-supervision.png` });
    for (const x of await axe(page)) console.log('axe', name, 'supervision', x);
    const visit = async (path, wait, shot) => {
      await page.goto(base + path);
      await page.locator(wait).first().waitFor();
      await page.waitForTimeout(500);
      await page.screenshot({ path: `${shots}/${name}-${shot}.png` });
      for (const x of await axe(page)) console.log('axe', name, shot, x);
    };
    await visit('/govern/supervision?by=group', '.matter-group', 'groups');
    await visit('/govern/talks', '.matter', 'talks');
    await visit('/govern/bulletins', '.figure', 'day');
    await page.locator('[data-figure="late"]').click();
    await page.locator('.side-panel .record').first().waitFor();
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${shots}/${name}-figure.png` });
    await visit('/govern/bulletins?kind=week', '.agenda li', 'week');
    const press = page.locator('[data-decide="1"]');
    if (await press.count()) {
      await press.scrollIntoViewIfNeeded();
      await press.click();
      await page.waitForTimeout(600);
      await page.screenshot({ path: `${shots}/${name}-decide.png` });
      await page.locator('.ant-modal .ant-btn-primary').click();
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `${shots}/${name}-decided.png` });
    } else console.log('no decide button');
    await visit('/govern/bulletins?kind=month', '.ranking', 'month');
    await visit('/govern/appraisal', '.score', 'appraisal');
    await page.locator('.score').last().click();
    await page.locator('.side-panel .record').first().waitFor();
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${shots}/${name}-working.png` });
    await page.goto(base + '/govern/supervision');
    await page.locator('.matter a').first().click();
    await page.locator('.case-head').waitFor();
    await page.waitForTimeout(800);
    await page.screenshot({ path: `${shots}/${name}-case.png` });
    await page.goto(base + '/desk/procedures/govern.supervision/new');
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `${shots}/${name}-new.png` });
  }
  console.log(faults.join('\n'));
});
