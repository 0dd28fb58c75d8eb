// Warnings: drafted with a drawing and the words of a template, refused by a check and mended, submitted, approved by another
// officer, sent by boards and the demo's gateway, which reaches nobody, so that the next channel follows; the proof adds up;
// changed, lifted; what everybody sees of it. Any error in a console fails it. Needs a running demo city: ANLAN_URL,
// ANLAN_DEMO_PASSWORD.
import { axe, base, check, open, person, shots, signIn, step } from './browser.mjs';

const desk = { width: 1366, height: 768 };

/** Whoever cannot see or use a mouse gets by on the page. */
async function fit(page) {
  await page.mouse.move(2, 300); // nothing is under it
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

/** Draws a triangle in the middle of the map. */
async function draw(page) {
  await page.getByRole('button', { name: '绘制范围' }).click();
  const map = page.locator('.warn-map canvas');
  const { width, height } = await map.boundingBox();
  for (const [x, y] of [[0.45, 0.65], [0.58, 0.66], [0.52, 0.78]]) await map.click({ position: { x: width * x, y: height * y } });
  await page.getByRole('button', { name: '完成绘制' }).click();
  await page.getByText('已手绘范围').waitFor();
}

/** Every receiver stands in one state, and none has two tries by one channel. */
function addsUp(sums) {
  const stood = Object.values(sums.states).reduce((a, b) => a + b, 0);
  if (stood !== sums.receivers) throw new Error(`${sums.receivers} receivers, ${stood} in a state`);
  for (const [channel, tries] of Object.entries(sums.channels)) {
    const n = Object.values(tries).reduce((a, b) => a + b, 0);
    if (n > sums.receivers) throw new Error(`${n} tries by ${channel} for ${sums.receivers} receivers`);
  }
}

await check(async (browser) => {
  const duty = await open(browser, 'duty', desk);
  await step('a drawing and a colour that its numbers do not deserve are refused by the check', async () => {
    await signIn(duty, '/monitor/warnings', 'duty');
    await duty.locator('a[href="/warn/publications/new"]').click();
    await draw(duty);
    await duty.locator('#event').click();
    await duty.keyboard.type('暴雨');
    await duty.locator('.ant-select-item-option', { hasText: '暴雨' }).first().click();
    await duty.locator('label', { hasText: '红色' }).first().click();
    await duty.locator('#areas').click();
    await duty.keyboard.type('铁西');
    await duty.keyboard.press('Enter');
    await duty.keyboard.press('Escape');
    await duty.locator('#hours').fill('3');
    await duty.locator('#value').fill('20');
    await duty.getByText('发布前须解决').waitFor();
    await duty.getByRole('button', { name: '按模板填写' }).click();
    await duty.getByText('发布前须解决 1 项').waitFor();
    await duty.screenshot({ path: `${shots}/warn-refused.png`, fullPage: true });
  });
  await step('mended, the draft passes', async () => {
    await duty.locator('#value').fill('120');
    await duty.getByText('发布前须解决 1 项').waitFor({ state: 'detached' });
    await duty.getByRole('button', { name: '按模板填写' }).click();
    await duty.getByText('检查通过，可以送审').waitFor();
    await duty.screenshot({ path: `${shots}/warn-draft.png`, fullPage: true });
    await fit(duty);
  });
  let address = '';
  await step('it is kept and submitted; its writer cannot approve it', async () => {
    await duty.getByRole('button', { name: '保存草稿' }).click();
    await duty.waitForURL(/publications\/(?!new)/);
    address = duty.url();
    await duty.locator('[data-act="submit"]').click();
    await duty.locator('[data-act="submit"]').waitFor({ state: 'detached' });
    if (await duty.locator('[data-act^="approve"]:enabled').count()) throw new Error('the writer may approve');
  });
  const commander = await open(browser, 'commander', desk);
  await step('another officer approves', async () => {
    await signIn(commander, '/monitor/warnings', 'commander');
    await commander.getByText('待我处理').first().waitFor();
    await commander.screenshot({ path: `${shots}/warn-board.png` });
    await commander.goto(address);
    await commander.locator('[data-act="approve-grave"]').click();
    await commander.locator('[data-channel="board"]').waitFor();
    await fit(commander);
  });
  const id = address.split('/').pop();
  const ask = await person('commander');
  await step('boards and a second channel are under way, and the proof adds up', async () => {
    for (let i = 0; ; i++) {
      const [job] = (await ask(`/warn/publications/${id}`)).jobs;
      addsUp(job.sums);
      if (Object.keys(job.sums.channels).length > 1) break;
      if (i === 240) throw new Error(`one channel alone: ${JSON.stringify(job.sums)}`);
      await commander.waitForTimeout(500);
    }
    for (const [name, viewport] of Object.entries({ wide: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 }, desk })) {
      await commander.setViewportSize(viewport);
      await commander.screenshot({ path: `${shots}/warn-progress-${name}.png`, fullPage: name === 'phone' });
    }
  });
  await step('everybody reads it', async () => {
    const phone = await open(browser, 'citizen', { width: 390, height: 844 });
    await phone.goto(`${base}/public/warnings`);
    await phone.locator('[data-warning]').first().waitFor();
    await phone.screenshot({ path: `${shots}/warn-public-phone.png` });
    await fit(phone);
    const feed = await fetch(`${base}/public/warnings.atom`);
    if (!feed.ok || !(await feed.text()).includes('<entry>')) throw new Error('the feed has no entry');
    await phone.context().close();
  });
  await step('it is changed: a second version goes out', async () => {
    await duty.reload();
    await duty.locator('[data-act="amend"]').click();
    await duty.locator('#headline').waitFor();
    await duty.locator('#headline').fill('暴雨红色预警信号（更新）');
    await duty.getByRole('button', { name: '保存草稿' }).click();
    await duty.getByText('已保存').waitFor();
    await duty.locator('[data-act="submit"]').click();
    await duty.locator('[data-act="submit"]').waitFor({ state: 'detached' });
    await commander.reload();
    await commander.locator('[data-act="approve-grave"]').click();
    await commander.getByText('暴雨红色预警信号（更新）').first().waitFor();
  });
  await step('it is lifted', async () => {
    await commander.locator('[data-act="lift"]').click();
    const dialog = commander.getByRole('dialog');
    await dialog.locator('label', { hasText: '解除（险情已过）' }).click();
    await dialog.locator('textarea').first().fill('降雨已经结束');
    await dialog.locator('.ant-btn-primary').last().click();
    await commander.locator('h1, .page-head', { hasText: '已解除' }).first().waitFor();
    const { jobs } = await ask(`/warn/publications/${id}`);
    for (const j of jobs) addsUp(j.sums);
  });
  await step('channels', async () => {
    const admin = await open(browser, 'admin', desk);
    await signIn(admin, '/warn/channels', 'admin');
    await admin.getByText('应急广播').first().waitFor();
    await admin.screenshot({ path: `${shots}/warn-channels.png` });
    await fit(admin);
  });
});
