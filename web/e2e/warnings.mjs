// Warnings: drafted with the words of a template and a drawing, checked while it is written, submitted, approved by another
// officer, followed until it has reached; what everybody sees of it. Any error in a console fails it. Needs a running demo
// city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, open, shots, signIn, step } from './browser.mjs';

const desk = { width: 1366, height: 768 };

/** Whoever cannot see or use a mouse gets by on the page. */
async function fit(page) {
  await page.mouse.move(2, 300); // nothing is under it
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

await check(async (browser) => {
  const duty = await open(browser, 'duty', desk);
  await step('the duty officer drafts by template', async () => {
    await signIn(duty, '/monitor/warnings', 'duty');
    await duty.locator('a[href="/warn/publications/new"]').click();
    await duty.locator('#event').click();
    await duty.keyboard.type('暴雨');
    await duty.locator('.ant-select-item-option', { hasText: '暴雨' }).first().click();
    await duty.locator('label', { hasText: '红色' }).first().click();
    await duty.locator('#areas').click();
    await duty.keyboard.type('铁西');
    await duty.keyboard.press('Enter');
    await duty.keyboard.press('Escape');
    await duty.locator('#hours').fill('3');
    await duty.locator('#value').fill('120');
    await duty.locator('.tag-red').first().waitFor();
    await duty.waitForResponse((r) => r.url().includes('/drafts/look') && r.ok());
    await duty.getByRole('button', { name: '按模板填写' }).click();
    await duty.getByText('检查通过，可以送审').waitFor();
    await duty.screenshot({ path: `${shots}/warn-draft.png`, fullPage: true });
    await fit(duty);
  });
  let address = '';
  await step('it is kept and submitted', async () => {
    await duty.getByRole('button', { name: '保存草稿' }).click();
    await duty.waitForURL(/publications\/(?!new)/);
    address = duty.url();
    await duty.locator('[data-act="submit"]').click();
    await duty.locator('[data-act="submit"]').waitFor({ state: 'detached' });
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
  await step('it reaches', async () => {
    for (const [name, viewport] of Object.entries({ desk, wide: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } })) {
      await commander.setViewportSize(viewport);
      await commander.waitForTimeout(1500);
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
  });
  await step('channels', async () => {
    const admin = await open(browser, 'admin', desk);
    await signIn(admin, '/warn/channels', 'admin');
    await admin.getByText('应急广播').first().waitFor();
    await admin.screenshot({ path: `${shots}/warn-channels.png` });
    await fit(admin);
  });
});
