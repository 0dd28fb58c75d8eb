// The second half of the casework check: the picker of the benchmark, the proposal beside like cases, recordings with their
// findings and answers, an upload that goes on after a reload, a writ printed from its frame, a rule pack tried and loaded.
// It works on the cases that the demo city has.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { axe, expectError, open, person, shots, signIn, step } from './browser.mjs';

const office = { width: 1366, height: 768 };
const sizes = [office, { width: 1920, height: 1080 }, { width: 390, height: 844 }];

const settled = (page) => page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });

/** Pictures of a page at the three sizes, and what breaks WCAG there. */
async function pictured(page, name) {
  const found = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.mouse.move(0, 0); // no button is under it
    await settled(page);
    await page.waitForTimeout(900); // colours fade in
    await page.screenshot({ path: `${shots}/d-${name}-${size.width}.png` });
    found.push(...(await axe(page)).map((v) => `${name} ${size.width}: ${v}`));
  }
  await page.setViewportSize(office);
  if (found.length > 0) throw new Error(found.join('\n'));
}

const pack = (days) => `id: tx.statement\nversion: "2027"\ntitle: {zh: 铁西区陈述申辩期限（演示）, en: Terms of statements in Tiexi (demonstration)}\nnumber: 演示〔2026〕1号\narea: "210106"\nfrom: 2027-01-01\nsource: constructed\nrules:\n  - id: P-STMT\n    tightens: cn.penalty-law\n    article: 演示第一条\n    source: constructed\n    term: {length: ${days}, unit: working-days}\n`;

export async function deskSteps(browser, film) {
  const ask = await person('officer-210106');
  const cases = async (stage) => (await ask(`/cases?procedure=enforce.penalty&stage=${stage}&limit=100&area=210106`)).items;
  const officer = await open(browser, 'officer at the desk', office);

  await step('the item of the benchmark is found by its words', async () => {
    await signIn(officer, '/desk/procedures/enforce.penalty/new', 'officer-210106');
    await officer.locator('[id="item"]').click();
    await officer.locator('[id="item"]').fill('培训 记录');
    const option = officer.locator('.ant-select-item-option', { hasText: /wsl-97-4(?!-)/ });
    await option.getByText('《安全生产法》第九十七条第四项').waitFor();
    await officer.screenshot({ path: `${shots}/d-picker.png` });
    await option.click();
    await officer.locator('.ant-select', { has: officer.locator('[id="item"]') }).getByText('未如实记录安全生产教育和培训情况').waitFor();
  });

  await step('the lists of the demo are full', async () => {
    for (const [path, name, row] of [['/desk/inbox', 'inbox', '[data-row]'], ['/desk/deadlines', 'deadlines', '.ant-table-row'], ['/desk/cases', 'cases', '.ant-table-row']]) {
      await officer.goto(new URL(path, officer.url()).href);
      await officer.locator(row).first().waitFor();
      await pictured(officer, name);
    }
  });

  await step('the proposal stands beside like cases, step by step', async () => {
    const [c] = await cases('closed');
    await officer.goto(new URL(`/desk/cases/${c.id}?tab=discretion`, officer.url()).href);
    await officer.locator('.spread').waitFor();
    await officer.locator('.discretion-steps li[data-step="amount"]').first().waitFor();
    await officer.locator('.spread-dot').first().waitFor();
    await pictured(officer, 'discretion');
  });

  await step('one request brings the same footage into another case, with its times', async () => {
    const [c] = await cases('hearing');
    const began = new Date(Date.now() - 3_600_000).toISOString();
    const ended = new Date(Date.now() - 1_800_000).toISOString();
    const file = await officer.evaluate(
      async ({ id, size, began, ended }) => {
        const bytes = new Uint8Array(size).fill(7);
        bytes.set(new TextEncoder().encode('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'));
        const form = new FormData();
        form.append('file', new Blob([bytes], { type: 'video/mp4' }), '执法记录.mp4');
        const query = new URLSearchParams({ kind: 'recording', device: 'DSJ-9', began_at: began, ended_at: ended });
        return (await fetch(`/api/cases/${id}/files?${query}`, { method: 'POST', body: form, headers: { 'Idempotency-Key': crypto.randomUUID() } })).json();
      },
      { id: c.id, size: film.length, began, ended },
    );
    if (file.device !== 'DSJ-9' || Date.parse(file.began_at) !== Date.parse(began)) throw new Error(`the times are lost: ${JSON.stringify(file)}`);
  });

  let looked;
  await step('footage of another case is found, and the officer sees who must answer', async () => {
    const other = (await cases('filed')).find((c) => c.title.includes('沈阳') && !c.title.includes('演示机械'));
    looked = other.id;
    await officer.goto(new URL(`/desk/cases/${other.id}?tab=evidence`, officer.url()).href);
    const now = Date.now() + 8 * 3_600_000;
    const at = (m) => new Date(now - m * 60_000).toISOString().slice(0, 16);
    await officer.locator('.upload-box input[type="file"]').setInputFiles({ name: '执法记录.mp4', mimeType: 'video/mp4', buffer: film });
    await officer.locator('[id="recording-began"]').fill(at(30));
    await officer.locator('[id="recording-ended"]').fill(at(10));
    await officer.locator('[data-do="upload"]').click();
    await officer.locator('[data-evidence="recording"]').nth(1).waitFor();
    await officer.locator('[data-tab="recordings"]').click();
    await officer.locator('[data-finding="elsewhere"]').waitFor();
    await officer.locator('[data-moment][data-state="full"]').first().waitFor();
    const button = officer.locator('[data-finding="elsewhere"] [data-do="answer"]');
    if (!(await button.isDisabled())) throw new Error('the officer may answer for legal review');
    await pictured(officer, 'recordings');
  });

  const legal = await open(browser, 'legal at the desk', office);
  await step('legal review answers the finding', async () => {
    await signIn(legal, `/desk/cases/${looked}?tab=recordings`, 'legal-210106');
    const finding = legal.locator('[data-finding="elsewhere"]');
    await finding.locator('[data-do="answer"]').click();
    await finding.locator('[data-do="send-answer"]').click();
    await finding.getByText('请选择处理意见').waitFor();
    await finding.getByText('予以排除').click();
    await finding.locator('textarea').fill('系另案录像误传，不作为本案证据。');
    await finding.locator('[data-do="send-answer"]').click();
    await legal.locator('[data-finding="elsewhere"][data-answered]').waitFor();
    await legal.screenshot({ path: `${shots}/d-answered.png` });
  });

  await step('an upload goes on after a reload', async () => {
    await officer.goto(new URL(`/desk/cases/${looked}?tab=evidence`, officer.url()).href);
    const given = `${mkdtempSync(`${tmpdir()}/anlan-`)}/长录像.mp4`; // a file on disk: its time of change is part of what tells it is the same
    writeFileSync(given, Buffer.concat([film, Buffer.alloc(9_000_000, 3)]));
    let pieces = 0;
    expectError(/net::ERR_FAILED.*\/api\/uploads\//, Infinity);
    await officer.route('**/api/uploads/*', (r) => (r.request().method() === 'PATCH' && ++pieces > 1 ? r.abort() : r.continue()));
    await officer.locator('.upload-box input[type="file"]').setInputFiles(given);
    await officer.locator('[data-do="upload"]').click();
    while (pieces < 2) await officer.waitForTimeout(100);
    await officer.reload();
    await officer.unroute('**/api/uploads/*');
    await officer.locator('.upload-box').getByText('长录像.mp4').waitFor();
    await officer.locator('.upload-box').getByText(/已收到 [1-9]\d*%/).waitFor();
    await officer.screenshot({ path: `${shots}/d-unfinished.png` });
    let first = -1;
    officer.on('request', (r) => {
      if (r.method() === 'PATCH' && first < 0) first = Number(r.headers()['upload-offset']);
    });
    await officer.locator('.upload-box input[type="file"]').setInputFiles(given);
    await officer.locator('[data-do="upload"]').click();
    await officer.locator('.evidence').getByText('长录像.mp4').waitFor();
    rmSync(dirname(given), { recursive: true });
    if (!(first > 0)) throw new Error(`the upload began anew, at ${first}`);
  });

  await step('a writ is printed from its frame', async () => {
    await officer.locator('[data-tab="documents"]').click();
    await officer.locator('[data-document="filing-approval"]').click();
    await officer.frameLocator('.doc-frame').locator('body').getByText('立案审批表').first().waitFor();
    await officer.locator('.doc-frame').evaluate((f) => {
      f.contentWindow.print = () => (window.printed = f.contentDocument.body.innerText.length);
    });
    await officer.locator('.doc-tools button').first().click();
    if (!((await officer.evaluate(() => window.printed)) > 100)) throw new Error('nothing was printed');
  });

  await step('a rule pack is tried, refused with the higher article, mended and loaded', async () => {
    await legal.goto(new URL('/desk/packs', legal.url()).href);
    await legal.locator('textarea.pack-text, .pack-text textarea').fill(pack(2));
    await legal.locator('[data-do="try-pack"]').click();
    await legal.locator('[data-trial="refused"] [data-fault="P-STMT"]', { hasText: '上位规定' }).waitFor();
    if (!(await legal.locator('[data-do="load-pack"]').isDisabled())) throw new Error('a refused pack may be loaded');
    await pictured(legal, 'packs');
    await legal.locator('textarea.pack-text, .pack-text textarea').fill(pack(6));
    await legal.locator('[data-do="try-pack"]').click();
    await legal.locator('[data-trial="ok"] .tag', { hasText: '收紧' }).waitFor();
    await legal.screenshot({ path: `${shots}/d-packs-ok.png` });
    await legal.locator('[data-do="load-pack"]').click();
    await legal.locator('[data-pack="tx.statement@2027"]').waitFor();
    await officer.goto(new URL('/desk/packs', officer.url()).href);
    await officer.getByText('只有法制审核人员可以加载规则包').waitFor();
  });
}
