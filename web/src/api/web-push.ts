/** The worker that shows pushes, in a scope that holds no page: it controls none. */
const worker = '/push-worker.js';
const scope = '/push/';

/** Why this browser cannot be told by push; undefined when it can. */
export type NoPush = 'insecure' | 'unsupported' | 'denied';
export function noPush(): NoPush | undefined {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : undefined;
}

/** The words of the reasons. */
export const whyNoPush = { insecure: 'push.insecure', unsupported: 'push.unsupported', denied: 'push.denied' } as const;

/** The subscription of this browser, as the server wants it. */
export interface PushKeys {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** That the browser's push service did not give a subscription. */
export class NoPushService extends Error {}

/** Where this browser is told, empty when it is not. */
export async function pushEndpoint(): Promise<string> {
  if (noPush()) return '';
  const known = await navigator.serviceWorker.getRegistration(scope);
  return (await known?.pushManager.getSubscription())?.endpoint ?? '';
}

/** Asks the person, and subscribes with the key of the server. Undefined when the person said no. */
export async function subscribePush(key: string): Promise<PushKeys | undefined> {
  if ((await Notification.requestPermission()) !== 'granted') return undefined;
  const at = await ready(await navigator.serviceWorker.register(worker, { scope }));
  const applicationServerKey = bytes(key);
  let made: PushSubscription;
  try {
    const old = await at.pushManager.getSubscription();
    if (old && !same(old.options.applicationServerKey, applicationServerKey)) await old.unsubscribe(); // made for another server
    made = await at.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  } catch (e) {
    throw new NoPushService(String(e));
  }
  const { endpoint, keys } = made.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new NoPushService('a subscription without keys');
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
}

/** Ends the subscription of this browser. */
export async function unsubscribePush() {
  const known = await navigator.serviceWorker?.getRegistration(scope);
  await (await known?.pushManager.getSubscription())?.unsubscribe();
}

/** Waits until the worker can be given messages: subscribing sooner is refused. */
function ready(at: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const coming = at.installing ?? at.waiting;
  if (at.active || !coming) return Promise.resolve(at);
  return new Promise((resolve, reject) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve(at);
      if (coming.state === 'redundant') reject(new NoPushService('the worker was not taken'));
    });
  });
}

/** The bytes of base64url. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

function same(a: ArrayBuffer | null, b: Uint8Array) {
  if (!a || a.byteLength !== b.length) return false;
  return new Uint8Array(a).every((x, i) => x === b[i]);
}
