// Warnings by Web Push, against a push service of the test's own: the page subscribes with the key of the server, the server
// encrypts for that browser and signs as the key says, the worker shows the notice, a click names the warning, and a
// subscription that the service has forgotten is dropped. Chromium's own push service is not asked, as it needs the internet:
// the subscription that it would make is made here. Needs a running demo city: ANLAN_URL, ANLAN_DEMO_PASSWORD.
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { axe, base, check, open, person, shots, signIn, step } from './browser.mjs';

/** The push service: keeps what it was given, and answers with a status. */
const service = { got: [], status: 201 };
const server = createServer((req, res) => {
  const parts = [];
  req.on('data', (b) => parts.push(b));
  req.on('end', () => {
    service.got.push({ headers: req.headers, body: Buffer.concat(parts) });
    res.writeHead(service.status).end();
  });
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const host = `127.0.0.1:${server.address().port}`;

const browserKey = createECDH('prime256v1');
browserKey.generateKeys();
const auth = randomBytes(16);
const subscription = {
  endpoint: `http://${host}/push/1`,
  keys: { p256dh: browserKey.getPublicKey('base64url'), auth: auth.toString('base64url') },
};

/** The text of a message (RFC 8291). */
function plain(body) {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + body[20]);
  const sealed = body.subarray(21 + body[20]);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browserKey.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync('sha256', browserKey.computeSecret(sender), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const open = createDecipheriv('aes-128-gcm', key, nonce);
  open.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]);
  return text.subarray(0, text.lastIndexOf(2)).toString();
}

/** Holds the signature of the sender (RFC 8292) against the key that the page was given. */
function checkSender(authorization, serverKey) {
  const [, token, k] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? [];
  if (k !== serverKey) throw new Error('signed with another key than the page subscribed with');
  const point = Buffer.from(k, 'base64url');
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }, format: 'jwk' });
  const [head, claims, signature] = token.split('.');
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) throw new Error('the signature does not fit');
  const { aud, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  if (aud !== `http://${host}` || exp * 1000 < Date.now()) throw new Error(`signed for ${aud} until ${exp}`);
}

/** Gives a page the subscription that its push service would have made. */
const subscribed = (page, made) =>
  page.addInitScript((s) => {
    let made = null;
    PushManager.prototype.getSubscription = async () => made;
    PushManager.prototype.subscribe = async (options) => {
      globalThis.subscribedWith = btoa(String.fromCharCode(...options.applicationServerKey)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
      made = { endpoint: s.endpoint, options: { applicationServerKey: options.applicationServerKey.buffer }, toJSON: () => s, unsubscribe: async () => ((made = null), true) };
      return made;
    };
  }, made);

/** Waits until the push service has a message that fits. */
async function message(page, fits) {
  for (let i = 0; i < 240; i++) {
    for (const m of service.got) {
      const text = plain(m.body);
      if (fits(JSON.parse(text))) return { ...m, text };
    }
    await page.waitForTimeout(500);
  }
  throw new Error(`no such message among ${service.got.length}`);
}

try {
  await check(async (browser) => {
    const admin = await person('admin');
    await admin('/settings/outward', { rule: host, reason: '浏览器检查的推送服务' });
    const page = await open(browser, 'duty', { width: 1366, height: 768 });
    const context = page.context();
    await context.grantPermissions(['notifications'], { origin: base });
    await subscribed(page, subscription);

    let serverKey = '';
    await step('a press subscribes this browser with the key of the server', async () => {
      await signIn(page, '/monitor/warnings', 'duty');
      await page.locator('[data-push="off"]').click();
      await page.locator('[data-act="push-on"]').waitFor();
      const found = await axe(page);
      if (found.length > 0) throw new Error(found.join('\n'));
      await page.locator('[data-act="push-on"]').click();
      await page.locator('[data-push="on"]').waitFor();
      await page.locator('[data-act="push-try"]').waitFor();
      await page.screenshot({ path: `${shots}/push-on.png` });
      const duty = await person('duty');
      const state = await duty('/warn/push');
      serverKey = state.key;
      if (state.endpoint !== subscription.endpoint) throw new Error(`the server has ${state.endpoint}`);
      if ((await page.evaluate(() => globalThis.subscribedWith)) !== serverKey) throw new Error('subscribed with another key');
    });

    await step('a trial arrives at the push service, for this browser alone', async () => {
      await page.locator('[data-act="push-try"]').click();
      const m = await message(page, (x) => x.title.includes('测试'));
      checkSender(m.headers.authorization, serverKey);
    });

    let notice = '';
    let warning = '';
    await step('a warning that is published comes as a push to those on duty', async () => {
      const [duty, commander] = [await person('duty'), await person('commander')];
      // One of these leads the shift, and is told whoever of the officers has it.
      for (const login of ['commander', 'leader', 'head']) await (await person(login))('/warn/push', { ...subscription, endpoint: `http://${host}/push/${login}` });
      const { id } = await duty('/procedures/warn.publication/cases', {
        event: '11B03', colour: 'yellow', status: 'Actual', headline: '沈阳市应急管理局发布暴雨黄色预警', description: '预计未来六小时降雨量将达五十毫米以上。', instruction: '请避开低洼路段。',
        expires: new Date(Date.now() + 6 * 3_600_000).toISOString(), areas: ['2101'], hours: 6, value: 60, channels: ['push'],
      });
      await duty(`/cases/${id}/acts/submit`, {});
      await commander(`/cases/${id}/acts/approve`, {});
      const m = await message(page, (x) => x.data?.warning);
      notice = m.text;
      warning = JSON.parse(notice).data.warning;
    });

    const cdp = await context.newCDPSession(page);
    const registered = new Promise((done) => {
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const ours = registrations.find((r) => r.scopeURL === `${base}/push/`);
        if (ours) done(ours.registrationId);
      });
    });
    await cdp.send('ServiceWorker.enable');
    await step('the worker shows it, with its words', async () => {
      await cdp.send('ServiceWorker.deliverPushMessage', { origin: base, registrationId: await registered, data: notice });
      // A promise would pass as shown at once, so what it holds is looked at again and again.
      const shown = () =>
        page.evaluate(async () => {
          const at = await navigator.serviceWorker.getRegistration('/push/');
          return ((await at?.getNotifications()) ?? []).map((n) => ({ title: n.title, body: n.body, open: n.data.open }));
        });
      let list = await shown();
      for (let i = 0; i < 240 && list.length === 0; i++) {
        await page.waitForTimeout(250);
        list = await shown();
      }
      if (list.length === 0) throw new Error('no notice was shown');
      const [n] = list;
      if (!n.title.includes('暴雨黄色预警') || !n.body.includes('五十毫米') || n.open !== `/monitor/warnings#${warning}`) throw new Error(JSON.stringify(n));
    });

    await step('a click opens the warning', async () => {
      const worker = context.serviceWorkers().find((w) => w.url().endsWith('/push-worker.js'));
      // Only a person's click may open a window: what would be opened is heard instead.
      const opened = await worker.evaluate(async () => {
        const [notification] = await self.registration.getNotifications();
        return new Promise((done) => {
          self.clients.openWindow = async (url) => done(url);
          try {
            self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
          } catch {
            // an event that no person made cannot be waited for
          }
        });
      });
      if (opened !== `${base}/monitor/warnings#${warning}`) throw new Error(`it opens ${opened}`);
      await page.goto('about:blank');
      await page.goto(opened);
      await page.locator(`[data-warning="${warning}"]:focus`).waitFor();
      await page.screenshot({ path: `${shots}/push-opened.png` });
    });

    await step('a subscription that is no more is dropped, and the page says so', async () => {
      service.status = 410;
      const duty = await person('duty');
      const gone = await duty('/warn/push/try', {}).then(
        () => '',
        (e) => e.message,
      );
      if (!gone.includes('422')) throw new Error(`the answer was ${gone}`);
      if ((await duty('/warn/push')).endpoint !== '') throw new Error('the server still counts on it');
      await page.reload();
      await page.locator('[data-push="off"]').waitFor();
    });

    await step('whoever is on duty is told on the phone instead, tries it and ends it', async () => {
      service.status = 201;
      const phone = await open(browser, 'phone', { width: 390, height: 844 });
      await phone.context().grantPermissions(['notifications'], { origin: base });
      const there = { ...subscription, endpoint: `http://${host}/push/phone` };
      await subscribed(phone, there);
      await signIn(phone, '/m', 'duty');
      await phone.locator('[data-do="duty"]').click();
      const card = phone.locator('[data-push]');
      await card.locator('[data-act="push-on"]').click();
      await card.locator('[data-act="push-try"]').waitFor();
      const duty = await person('duty');
      if ((await duty('/warn/push')).endpoint !== there.endpoint) throw new Error('the server tells another device');
      const before = service.got.length;
      await card.locator('[data-act="push-try"]').click();
      await card.locator('[role="status"]').waitFor();
      if (service.got.length !== before + 1) throw new Error(`${service.got.length - before} messages of one trial`);
      const found = await axe(phone);
      if (found.length > 0) throw new Error(found.join('\n'));
      await card.scrollIntoViewIfNeeded();
      await phone.screenshot({ path: `${shots}/push-phone.png` });
      await card.locator('[data-act="push-off"]').click();
      await phone.locator('[data-push="off"] [data-act="push-on"]').waitFor();
      if ((await duty('/warn/push')).endpoint !== '') throw new Error('the server still counts on it');
    });
  });
} finally {
  server.close();
}
