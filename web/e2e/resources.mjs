// Rescue forces in a real browser: the board of readiness, a team that is said to rest and why, an incident for which a team is
// kept and let go with the reasons for and against the others, and a stripped zone that is filled up. Any error in a console
// fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, open, person, shots, signIn, step } from './browser.mjs';

const desk = { width: 1366, height: 768 };
const row = '.ant-table-row';

async function fit(page) {
  await page.mouse.move(2, 300);
  const found = await axe(page);
  if (found.length > 0) throw new Error(found.join('\n'));
}

/** Does something and waits for the answer of the server to a POST whose path matches. */
async function answered(page, path, f) {
  const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST' && path.test(r.url())), f()]);
  if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`);
}

/** A picture of the page as it stands at the width of a desk, a wall and a phone. */
async function pictures(page, name) {
  for (const [size, width, height] of [['1366', 1366, 768], ['1920', 1920, 1080], ['phone', 390, 844]]) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${shots}/${name}-${size}.png` });
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)) throw new Error(`${name} is wider than ${size}`);
  }
  await page.setViewportSize(desk);
}

await check(async (browser) => {
  const ask = await person('duty');
  const duty = await open(browser, 'forces', desk);
  await step('the board of readiness', async () => {
    await signIn(duty, '/command/forces', 'duty');
    await duty.locator(row).first().waitFor();
    await fit(duty);
    await pictures(duty, 'forces');
    await duty.getByRole('button', { name: /^可用/ }).click();
    await duty.waitForURL(/state=ready/);
    await duty.locator(`${row}:has-text("待命")`).first().waitFor();
  });
  await step('a team is said to rest, with the reason and who said so', async () => {
    await duty.locator(`${row}:has-text("待命") .force-name`).first().click();
    const panel = duty.locator('.side-panel');
    await panel.getByRole('button', { name: '登记状态' }).click();
    await duty.locator('.ant-modal label:has-text("休整")').click();
    await duty.locator('.ant-modal #reason').fill('集训三天');
    await duty.locator('.ant-modal #told_by').fill('李队长');
    await duty.screenshot({ path: `${shots}/forces-say.png` });
    await answered(duty, /\/said$/, () => duty.locator('.ant-modal .ant-btn-primary').click());
    await panel.getByText('休整：集训三天').waitFor();
    await duty.screenshot({ path: `${shots}/forces-panel.png` });
  });
  const incident = (await ask('/command/incidents', { title: '冷库液氨泄漏（演练）', type: 'accident', lon: 123.35, lat: 41.79, summary: '液氨泄漏' })).id;
  await step('a recommended team is kept for an incident, and let go', async () => {
    await duty.goto(`${base}/command/incidents/${incident}`);
    const card = duty.locator('[data-recommended]').first();
    await card.waitFor();
    await fit(duty);
    const id = await card.getAttribute('data-recommended');
    const kept = duty.locator(`[data-recommended="${id}"]`);
    await card.locator('[data-act="keep"]').click();
    await duty.screenshot({ path: `${shots}/forces-keep.png` });
    await answered(duty, /\/bookings$/, () => duty.locator('.ant-modal .ant-btn-primary').click());
    await kept.locator('[data-act="let-go"]').waitFor();
    await duty.locator('.passed-over summary').click();
    await duty.locator('.passed-over .objections li').first().waitFor();
    await duty.screenshot({ path: `${shots}/forces-recommended.png` });
    await kept.locator('[data-act="let-go"]').click();
    await duty.locator('.ant-modal #reason').fill('改派其他队伍');
    await answered(duty, /\/release$/, () => duty.locator('.ant-modal .ant-btn-primary').click());
    await kept.locator('[data-act="keep"]').waitFor();
  });
  await step('a stripped zone is filled up by a team that its own can spare', async () => {
    await duty.goto(`${base}/command/zones`);
    await duty.locator('.zone-short').first().waitFor();
    await fit(duty);
    await pictures(duty, 'zones');
    const first = duty.locator('[data-proposed]').first();
    const mover = await first.getAttribute('data-proposed');
    await first.locator('[data-act="move-up"]').click();
    await answered(duty, /\/moves$/, () => duty.locator('.ant-modal .ant-btn-primary').click());
    const standing = duty.locator(`[data-moved="${mover}"]`);
    await standing.waitFor();
    await duty.screenshot({ path: `${shots}/zones-moved.png` });
    await standing.locator('[data-act="go-back"]').click();
    await answered(duty, /\/end$/, () => duty.locator('.ant-popover .ant-btn-primary').click());
    await standing.waitFor({ state: 'detached' });
  });
  await ask(`/cases/${incident}/acts/dismiss`, { reason: '演练结束' });
});
