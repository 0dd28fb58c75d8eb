// Drawing cells in a real browser: the border of a community that has none is drawn, the one cell in it is split by a line,
// a corner is moved with its neighbours, two cells become one again, one gets a name, and the draft is put in force. Any
// error in a console fails it. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { axe, check, expectError, mapRests, open, person, shots, signIn, step } from './browser.mjs';

const office = { width: 1440, height: 900 };
const mercator = ([lon, lat]) => [(lon + 180) / 360, (1 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / Math.PI) / 2];

/** Where the map shows a place, as it stands right after it was fitted to corners with 40 pixels around them. */
function fitted(box, corners) {
  const flat = corners.map(mercator);
  const [xs, ys] = [flat.map((c) => c[0]), flat.map((c) => c[1])];
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((box.width - 80) / (east - west), (box.height - 80) / (south - north), 512 * 2 ** 17);
  return (at) => {
    const [x, y] = mercator(at);
    return [box.x + box.width / 2 + (x - (west + east) / 2) * scale, box.y + box.height / 2 + (y - (north + south) / 2) * scale];
  };
}

/** A community of a district without cells, whose border nobody has drawn yet. */
async function bare(ask) {
  for (const street of (await ask('/register/areas?parent=210103')).items) {
    for (const c of (await ask(`/register/areas?parent=${street.code}`)).items) {
      if ((await ask(`/patrol/cells?area=${c.code}`)).items.length === 0) return c;
    }
  }
  throw new Error('every community has cells');
}

async function main(browser) {
  const ask = await person('duty');
  const place = await bare(ask);
  const page = await open(browser, 'cells', office);
  const mouse = async ([x, y], twice) => {
    await page.mouse.move(x, y);
    await (twice ? page.mouse.dblclick(x, y) : page.mouse.click(x, y));
    await page.waitForTimeout(350); // two clicks within this would be a double one
  };
  const tool = (name) => page.locator('.cells-side .ant-segmented-item', { hasText: name }).click();
  const cells = page.locator('[data-cell]');
  let draft;
  /** Does what changes the draft, and waits for the draft that the server answers with. */
  const edit = async (change) => {
    await mapRests(page); // what is pressed is what is drawn
    const [r] = await Promise.all([page.waitForResponse((a) => /\/api\/patrol\/drafts/.test(a.url()) && a.request().method() === 'POST' && a.ok()), change()]);
    draft = await r.json();
  };
  let box;

  await step('a community without a border: it is drawn on the map, and one cell fills it', async () => {
    await signIn(page, `/grid/cells?area=${place.code}`, 'duty');
    await page.locator('.cells-map canvas').waitFor();
    expectError(/400.*\/patrol\/drafts/); // that there is no border is said by a refusal
    await page.locator('[data-do="edit-cells"]').click();
    await page.locator('[role="status"]', { hasText: '社区边界' }).waitFor();
    await page.waitForTimeout(1000); // the map has been told where to go
    await mapRests(page);
    box = await page.locator('.cells-map').boundingBox();
    const at = (fx, fy) => [box.x + box.width * fx, box.y + box.height * fy];
    for (const c of [at(0.2, 0.2), at(0.8, 0.2), at(0.8, 0.8)]) await mouse(c);
    await edit(() => mouse(at(0.2, 0.8), true));
    await cells.first().waitFor();
    if ((await cells.count()) !== 1) throw new Error(`${await cells.count()} cells`);
    await page.screenshot({ path: `${shots}/g1-border.png` });
    const found = await axe(page);
    if (found.length > 0) throw new Error(found.join('\n'));
  });

  let show;
  const ring = (i) => draft.cells[i].ring;
  await step('a line from side to side splits the cell in two', async () => {
    await page.waitForTimeout(500);
    await mapRests(page);
    show = fitted(box, ring(0));
    const [nw, , se] = [ring(0).reduce((a, b) => (b[0] - b[1] < a[0] - a[1] ? b : a)), 0, ring(0).reduce((a, b) => (b[0] - b[1] > a[0] - a[1] ? b : a))];
    const middle = show([(nw[0] + se[0]) / 2, (nw[1] + se[1]) / 2]);
    const [top, bottom] = [show([0, nw[1]])[1] - 25, show([0, se[1]])[1] + 25];
    await tool('分割');
    await mouse(middle);
    await page.locator('[data-cell] button[aria-pressed="true"]').waitFor();
    await mapRests(page);
    await mouse([middle[0], top]);
    await mouse([middle[0] + 8, middle[1]]);
    await edit(() => mouse([middle[0], bottom], true));
    await cells.nth(1).waitFor();
    await page.getByText('完整覆盖，没有空隙和重叠').waitFor();
    await page.screenshot({ path: `${shots}/g2-split.png` });
  });

  await step('a corner between the two moves in both: still no gap', async () => {
    const inner = ring(0).find((c) => ring(1).some((d) => d[0] === c[0] && d[1] === c[1]) && show(c)[1] > box.y + 100 && show(c)[1] < box.y + box.height - 100);
    await tool('移动顶点');
    const [x, y] = show(inner);
    await mouse([x, y]);
    await edit(() => mouse([x - 60, y + 20]));
    await page.getByText('完整覆盖，没有空隙和重叠').waitFor();
    const still = draft.cells.every((c) => c.ring.every((k) => k[0] !== inner[0] || k[1] !== inner[1]));
    if (!still) throw new Error('the corner is where it was');
    await page.screenshot({ path: `${shots}/g3-moved.png` });
  });

  await step('snapping changes nothing that is sound; a cell gets a name', async () => {
    await edit(() => page.getByText('吸附 2 米').click());
    await cells.first().locator('button[aria-pressed]').click();
    await cells.first().locator('input').fill('东门网格');
    await edit(() => cells.first().locator('form button').click());
    await page.locator('[data-cell] b', { hasText: '东门网格' }).waitFor();
  });

  await step('two neighbours become one, and the border between them is gone', async () => {
    await tool('合并');
    const [a, b] = draft.cells.map((c) => show([c.at.lon, c.at.lat]));
    await mapRests(page);
    await mouse(a);
    await edit(() => mouse(b));
    await cells.nth(1).waitFor({ state: 'detached' });
    await page.getByText('完整覆盖，没有空隙和重叠').waitFor();
    await page.screenshot({ path: `${shots}/g4-merged.png` });
  });

  await step('the draft is put in force, and the cell stands on the page', async () => {
    await page.locator('.cells-side .ant-picker input').fill(new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10));
    await page.locator('.cells-side .ant-picker input').press('Enter');
    await page.locator('.cells-side textarea').fill('社区新划网格');
    await page.locator('[data-do="enact"]').click();
    await page.locator('.cells-side', { hasText: '网格 1 个' }).waitFor();
    await page.screenshot({ path: `${shots}/g5-in-force.png` });
    const there = (await ask(`/patrol/cells?area=${place.code}`)).items;
    if (there.length !== 1 || there[0].name !== '东门网格') throw new Error(JSON.stringify(there.map((c) => c.name)));
  });

}

await check(main);
