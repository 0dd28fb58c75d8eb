// Keeps the phone page itself, so that it opens without a network. Data are not kept here: the page does that.
const store = 'anlan-phone-1';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (e) => e.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  if (e.request.mode === 'navigate') {
    // The scope /m also covers /monitor and /map, which are not ours.
    if (/^\/m(\/|$)/.test(url.pathname)) e.respondWith(fresh(e.request, '/m'));
  } else if (url.pathname.startsWith('/assets/')) e.respondWith(once(e.request));
  else e.respondWith(fresh(e.request, e.request));
});

/** The network first; what it gave last when there is none. */
async function fresh(request, key) {
  const cache = await caches.open(store);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(key, answer.clone());
    return answer;
  } catch (e) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw e;
  }
}

/** Assets carry their hash in their name: what is kept is right. */
async function once(request) {
  const cache = await caches.open(store);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
