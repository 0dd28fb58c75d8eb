// The one map in a real browser, for the most part by its keys: layers with their counts, an area by name and by click, a
// polygon with what is around it and what is inside, a link that restores it all for somebody else, bookmarks, the four
// colours, a replay, the sheet for the printer, the wall and its lost graphics context. Nothing may be asked of any other
// host. Any error in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, base, check, mapRests, open, person, shots, signIn, step } from './browser.mjs';

const office = { width: 1366, height: 768 };
const told = (n) => n.toLocaleString('en-US');
const foreign = new Set();

async function watched(browser, name, viewport = office) {
  const page = await open(browser, name, viewport);
  page.on('request', (r) => {
    if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) foreign.add(r.url());
  });
  return page;
}

/** Presses a key where no field has the focus. */
async function key(page, k) {
  await page.evaluate(() => document.activeElement?.blur?.());
  await page.keyboard.press(k);
}

const count = (page, kind) => page.locator(`[data-layer="${kind}"] b.num`).first();
async function wait(page, locator, text) {
  await locator.filter({ hasText: new RegExp(`^${text}$`) }).waitFor();
}

async function main(browser) {
  const ask = await person('duty');
  const map = await watched(browser, 'map');
  await step('the map is there, and "?" lists the keys', async () => {
    await signIn(map, '/', 'duty');
    await map.locator('.onemap canvas').waitFor();
    await map.locator('.area-bar .area-pick').waitFor();
    await key(map, '?');
    await map.locator('[data-keys] kbd', { hasText: 'Backspace' }).waitFor();
    await map.waitForTimeout(600); // it fades in
    await map.screenshot({ path: `${shots}/m1-keys.png` });
    await map.keyboard.press('Escape');
    await map.locator('[data-keys]').waitFor({ state: 'hidden' });
  });

  await step('layers tell how many there are, are found by name, and filtered by level', async () => {
    await key(map, 'l');
    const { enterprise, camera } = await ask('/register/counts?by=kind');
    await wait(map, count(map, 'enterprise'), told(enterprise));
    await map.getByPlaceholder('查找图层').fill('监控');
    await map.locator('[data-layer="enterprise"]').waitFor({ state: 'detached' });
    await wait(map, count(map, 'camera'), told(camera));
    await map.locator('[data-layer="camera"] input[type="checkbox"]').check();
    await map.getByPlaceholder('查找图层').fill('');
    await map.locator('[data-layer="enterprise"] .layer-row .ant-btn').click();
    await map.locator('[data-layer="enterprise"] .ant-segmented-item', { hasText: '红' }).click();
    const { enterprise: red } = await ask('/register/counts?by=kind&risk=red');
    await wait(map, count(map, 'enterprise'), told(red));
    await map.waitForURL(/layers=[^&]*enterprise\.red/);
    await map.screenshot({ path: `${shots}/m2-layers.png` });
  });

  await step('an area chosen by name: the counts follow; Backspace leads back', async () => {
    await map.locator('.area-pick').click();
    await map.locator('.area-pick input').fill('沈河区');
    await map.locator('.ant-select-item-option', { hasText: '沈河区' }).click();
    await map.locator('.onemap[data-area="210103"]').waitFor();
    const { camera } = await ask('/register/counts?by=kind&area=210103');
    await wait(map, count(map, 'camera'), told(camera));
    await map.locator('.area-pick').getByText('选择街道').waitFor();
    await key(map, 'Backspace');
    await map.locator('.onemap[data-area="city"]').waitFor();
  });

  await step('an area chosen by a click, and closed with one key', async () => {
    await key(map, 'l');
    await map.locator('.floating').waitFor({ state: 'detached' });
    await map.waitForTimeout(1500); // the map has been told where to go
    await mapRests(map);
    // Ground that is not an element: a few tries, since elements are everywhere.
    for (const [x, y] of [[540, 250], [520, 440], [470, 470], [610, 300], [450, 420]]) {
      await map.mouse.click(x, y);
      // Either chooses: a district, or an element.
      await map.waitForFunction(() => document.querySelector('.onemap')?.getAttribute('data-area') !== 'city' || /[?&]at=/.test(location.search), null, { timeout: 10_000 }).catch(() => {});
      if ((await map.locator('.onemap').getAttribute('data-area')) !== 'city') break;
      await key(map, 'Escape');
    }
    if (!/^\d{6}$/.test(await map.locator('.onemap').getAttribute('data-area'))) throw new Error('no click chose a district');
    await map.waitForTimeout(1200);
    await map.screenshot({ path: `${shots}/m3-district.png` });
    await key(map, 'Backspace');
    await map.locator('.onemap[data-area="city"]').waitFor();
  });

  await step('a polygon is drawn and measured; undo and redo', async () => {
    await key(map, 'd');
    await map.waitForTimeout(1200);
    await mapRests(map);
    await key(map, '3');
    for (const [x, y] of [[650, 420], [860, 430], [850, 600], [660, 610]]) {
      await map.mouse.click(x, y);
      await map.waitForTimeout(400); // slower than a double click
    }
    await map.locator('[data-measure]', { hasText: '平方公里' }).waitFor();
    await key(map, 'Control+z');
    await key(map, 'Control+y');
    await key(map, 'Enter');
    await map.locator('summary', { hasText: '（4）' }).waitFor();
    await map.waitForURL(/shape=polygon/);
  });

  await step('what is inside agrees with the server, and its lists open elements', async () => {
    await key(map, 'i');
    const report = map.locator('[data-report][data-ready="true"]');
    await report.waitFor();
    const ring = new URL(map.url()).searchParams.get('shape').split(';').slice(2).join(',');
    const { total } = await ask(`/register/inside?kind=enterprise&limit=1&polygon=${ring}`);
    if (total < 1) throw new Error('nothing was drawn around');
    await wait(map, report.locator('[data-kind="enterprise"] summary b.num'), told(total));
    await map.screenshot({ path: `${shots}/m4-report.png` });
    const [file] = await Promise.all([map.waitForEvent('download'), map.locator('[data-do="csv"]').click()]);
    if (!file.suggestedFilename().endsWith('.csv')) throw new Error('no table');
    await report.locator('[data-kind="rescue-team"] .found-list button').first().click();
    await map.waitForURL(/at=element/);
    await map.locator('[data-do="around"]').waitFor();
    await key(map, 'Escape');
    await key(map, 'Escape');
    await report.waitFor({ state: 'detached' });
  });

  await step('a distance around it makes it larger', async () => {
    if (!(await map.locator('[data-field="around"]').count())) await key(map, 'd');
    await map.getByLabel('周边距离').fill('2000');
    await map.keyboard.press('Tab');
    await map.locator('[data-measure]', { hasText: '含周边' }).waitFor();
    await map.waitForURL(/shape=polygon(%3B|;)2000/);
  });

  await step('a link restores it for somebody else, as far as their rights go', async () => {
    await map.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base });
    await key(map, 's');
    await map.locator('.ant-message', { hasText: '链接已复制' }).waitFor();
    const link = await map.evaluate(() => navigator.clipboard.readText());
    const other = await watched(browser, 'other');
    await signIn(other, link.slice(base.length), 'duty-210106');
    await other.locator('.onemap canvas').waitFor();
    await other.locator('.area-bar .area-pick').waitFor();
    await key(other, 'd');
    await other.locator('[data-measure]', { hasText: '含周边' }).waitFor();
    await key(other, 'l');
    await other.locator('[data-layer="camera"] input:checked').waitFor();
    const mine = await (await person('duty-210106'))('/register/counts?by=kind&risk=red');
    await wait(other, count(other, 'enterprise'), told(mine.enterprise));
    const [a, b] = [link, other.url()].map((u) => new URL(u).searchParams.get('view').split(',').map(Number));
    if (Math.abs(a[2] - b[2]) > 0.05 || Math.abs(a[0] - b[0]) > 0.3) throw new Error(`another view: ${a} and ${b}`);
    await other.context().close();
  });

  await step('a bookmark is kept with the account, opened after a reload, and deleted', async () => {
    await key(map, 'b');
    await map.getByPlaceholder('给当前视图起个名字').fill('化工园区');
    await map.locator('[data-do="keep-bookmark"]').click();
    await map.locator('[data-bookmark="化工园区"]').waitFor();
    await map.goto(base);
    await map.locator('.onemap canvas').waitFor();
    await map.locator('.area-bar .area-pick').waitFor();
    await key(map, 'b');
    await map.locator('[data-bookmark="化工园区"] .linkish').click();
    await map.waitForURL(/shape=polygon/);
    await map.locator('[data-bookmark="化工园区"] .ant-btn').click();
    await map.locator('.ant-popconfirm .ant-btn-primary, .ant-popover .ant-btn-primary').last().click();
    await map.locator('[data-bookmark="化工园区"]').waitFor({ state: 'detached' });
  });

  await step('four colours, with words beside them', async () => {
    await key(map, 't');
    await map.locator('.ant-segmented-item', { hasText: '四色图' }).click();
    await map.locator('[data-four] tbody tr', { hasText: '铁西区' }).locator('.tag', { hasText: '红' }).waitFor();
    if ((await map.locator('[data-four] tbody tr').count()) !== 13) throw new Error('not all districts');
    await map.waitForTimeout(1500);
    await map.screenshot({ path: `${shots}/m5-four.png` });
    await map.locator('.ant-segmented-item', { hasText: '热力图' }).click();
    await map.waitForTimeout(2500);
    await map.screenshot({ path: `${shots}/m6-heat.png` });
    await map.locator('.ant-segmented-item', { hasText: '点位' }).click();
    await key(map, 'Escape');
  });

  await step('the last day plays again, by keys, and says that it is not live', async () => {
    await key(map, 'r');
    const bar = map.locator('[data-replay]');
    await bar.getByText('历史回放，不是实时').waitFor();
    const before = Number(await bar.getAttribute('data-replay'));
    await key(map, '.');
    await key(map, '.');
    await map.locator(`[data-replay="${before + 600_000}"]`).waitFor(); // two steps of five minutes
    await key(map, ' ');
    await map.waitForFunction((t) => Number(document.querySelector('[data-replay]')?.getAttribute('data-replay')) > t, before + 1_200_000);
    await key(map, ' ');
    await map.screenshot({ path: `${shots}/m7-replay.png` });
    await key(map, 'Escape');
    await bar.waitFor({ state: 'detached' });
  });

  await step('no rule of WCAG 2.1 AA is broken, whatever panel is open', async () => {
    const found = [];
    for (const panel of ['l', 'd', 't', 'b', '?']) {
      await key(map, panel);
      await map.waitForTimeout(700);
      found.push(...(await axe(map)).map((v) => `${panel}: ${v}`));
      await key(map, 'Escape');
      await map.waitForTimeout(500);
    }
    await key(map, 'i');
    await map.locator('[data-report][data-ready="true"]').waitFor();
    await map.waitForTimeout(700);
    found.push(...(await axe(map)).map((v) => `report: ${v}`));
    await key(map, 'Escape');
    if (found.length > 0) throw new Error(found.join('\n'));
  });

  await step('a sheet of A3 for the printer', async () => {
    await key(map, 'p');
    const sheet = map.locator('[data-sheet][data-ready="true"]');
    await sheet.waitFor();
    for (const part of ['.scale-bar', '.north', '.legend', 'img']) await sheet.locator(part).waitFor();
    for (const text of ['打印时间', '数据时间', '打印人', '沈听澜']) await sheet.getByText(text).first().waitFor();
    await map.screenshot({ path: `${shots}/m8-print.png` });
    await map.evaluate(() => (document.body.dataset.print = 'map'));
    const pdf = await map.pdf({ preferCSSPageSize: true, printBackground: true, path: `${shots}/m8-print.pdf` });
    await map.evaluate(() => delete document.body.dataset.print);
    const text = pdf.toString('latin1');
    const [, w, h] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(text) ?? [];
    if (Math.round(w) !== 1191 || Math.round(h) !== 842) throw new Error(`the sheet is ${w} by ${h} points`);
    if (text.match(/\/Type\s*\/Page\b/g)?.length !== 1) throw new Error('more than one page');
    await key(map, 'Escape');
    await sheet.waitFor({ state: 'detached' });
  });

  await step('the wall: big numbers, and a map that comes back when the graphics context is lost', async () => {
    await map.setViewportSize({ width: 1920, height: 1080 });
    await key(map, 'w');
    await map.locator('.wall canvas').waitFor();
    await map.locator('.wall-number').nth(3).waitFor();
    if ((await map.locator('.wall-number').count()) !== 4) throw new Error('not four numbers');
    await map.waitForTimeout(3000);
    await map.screenshot({ path: `${shots}/m9-wall.png` });
    const found = await axe(map);
    if (found.length > 0) throw new Error(found.join('\n'));
    await map.evaluate(() => {
      const canvas = document.querySelector('.wall canvas');
      canvas.dataset.old = 'true';
      (canvas.getContext('webgl2') ?? canvas.getContext('webgl')).getExtension('WEBGL_lose_context').loseContext();
    });
    await map.locator('.wall canvas:not([data-old])').waitFor();
    await map.waitForTimeout(2500);
    await map.screenshot({ path: `${shots}/m9-wall-again.png` });
    await key(map, 'Escape');
    await map.locator('.onemap canvas').waitFor();
  });

  await step('pictures of other screens', async () => {
    await map.waitForTimeout(4000);
    await map.screenshot({ path: `${shots}/m10-1920.png` });
    const phone = await watched(browser, 'map-phone', { width: 390, height: 844 });
    await signIn(phone, '/', 'duty');
    await phone.locator('.onemap canvas').waitFor();
    await phone.waitForTimeout(4000);
    await phone.screenshot({ path: `${shots}/m11-phone.png` });
    await phone.locator('[data-tool="layers"]').click();
    await phone.locator('[data-layer]').first().waitFor();
    await phone.screenshot({ path: `${shots}/m12-phone-layers.png` });
    await phone.context().close();
  });

  await step('no other host was asked for anything', () => {
    if (foreign.size > 0) throw new Error([...foreign].join('\n'));
  });
}

await check(main);
