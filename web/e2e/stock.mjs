// Relief material in a real browser: the depots that want something first, goods asked of one for another, approved by somebody
// else, issued, signed for, and each step on the stock card; a count that finds the ledger right; all of it on a phone. Any error
// in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, open, shots, signIn, step } from './browser.mjs';

const desk = { width: 1366, height: 768 };
const card = '.ant-table-row';

async function fit(page) {
  await page.mouse.move(2, 300);
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

await check(async (browser) => {
  const duty = await open(browser, 'stock', desk);
  let depot = '';
  await step('depots that want something stand first', async () => {
    await signIn(duty, '/command/stock', 'duty');
    await duty.locator(card).first().waitFor();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/stock-depots.png` });
    await duty.getByText('按品名').click();
    await duty.getByText('救灾帐篷').first().waitFor();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/stock-items.png` });
    await duty.getByText('按物资库').click();
    await duty.locator(`${card} a`).first().click();
    await duty.waitForURL(/stock\/depot/);
    depot = new URL(duty.url()).pathname;
    await duty.locator(card).first().waitFor();
    await fit(duty);
    await duty.screenshot({ path: `${shots}/stock-depot.png` });
  });
  let made = '';
  await step('goods are asked of it for another depot', async () => {
    await duty.getByRole('button', { name: '申请调用' }).click();
    await duty.locator('.ant-modal').waitFor();
    await duty.locator('.ant-modal .ant-select').first().click();
    await duty.locator('.ant-select-item-option:visible').first().click();
    await duty.locator('.ant-select-dropdown:visible').waitFor({ state: 'detached' }); // or the next list is this one, on its way out
    await duty.locator('.ant-modal input[maxlength="500"]').fill('台风前置备勤');
    await duty.locator('.stock-line .ant-select').first().click();
    await duty.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click();
    await duty.locator('.stock-line input[role="spinbutton"]').first().fill('2');
    await duty.screenshot({ path: `${shots}/stock-ask.png` });
    await duty.getByRole('button', { name: '提交' }).click();
    await duty.waitForURL(/desk\/cases\//);
    made = new URL(duty.url()).pathname;
    await duty.locator('[data-act]').first().waitFor();
    await duty.screenshot({ path: `${shots}/stock-case.png` });
  });
  const head = await open(browser, 'approver', desk);
  await step('whoever asked cannot approve; another can', async () => {
    if (await duty.locator('[data-act="approve"]:enabled').count()) throw new Error('the asker may approve');
    await signIn(head, made, 'commander');
    await head.locator('button[data-act="approve"]').first().click(); // the flow chart has one too
    await head.locator('.ant-modal-footer .ant-btn').last().waitFor();
    await head.screenshot({ path: `${shots}/stock-approve.png` });
    await head.locator('.ant-modal-footer .ant-btn').last().click(); // as it was asked
    await head.locator('button[data-act="approve"]').waitFor({ state: 'detached' });
  });
  await step('the stock card tells what was held', async () => {
    await duty.goto(`${base}${depot}`);
    await duty.locator(card).first().waitFor();
    await duty.getByRole('button', { name: '出入库明细' }).first().click();
    await duty.locator('.side-panel .ant-table-row').first().waitFor();
    await duty.screenshot({ path: `${shots}/stock-card.png` });
    await duty.keyboard.press('Escape');
  });
  await step('a count that agrees changes nothing', async () => {
    await duty.reload();
    await duty.locator(card).first().waitFor();
    await duty.getByRole('button', { name: '盘点', exact: true }).click();
    const lot = duty.locator('.stock-lot').first();
    const ledger = (await lot.locator('.num').innerText()).replace(/[^\d.]/g, '');
    await lot.locator('input').fill(ledger);
    await duty.locator('.ant-modal input[maxlength="500"]').fill('季度盘点');
    await duty.screenshot({ path: `${shots}/stock-count.png` });
    await duty.getByRole('button', { name: '提交' }).click();
    await duty.getByText('账实相符').waitFor();
  });
  await step('it fits a phone', async () => {
    await duty.setViewportSize({ width: 390, height: 844 });
    await duty.goto(`${base}/command/stock`);
    await duty.locator(card).first().waitFor();
    await duty.screenshot({ path: `${shots}/stock-phone.png` });
    await duty.goto(`${base}${depot}`);
    await duty.locator(card).first().waitFor();
    await duty.screenshot({ path: `${shots}/stock-depot-phone.png` });
    if (await duty.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)) throw new Error('the page is wider than the phone');
  });
});
