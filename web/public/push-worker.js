// Shows what the server pushes, also while no page of ours is open, and opens it on a click. It keeps nothing and controls
// no page: its scope holds none.
self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('push', (e) => {
  let m = {};
  try {
    m = e.data?.json() ?? {};
  } catch {
    m = { body: e.data?.text() };
  }
  const shown = self.registration.showNotification(m.title || '安澜', {
    body: m.body || '',
    icon: '/icon.svg',
    tag: m.key || undefined, // the same message again replaces itself
    requireInteraction: true,
    lang: 'zh-CN',
    data: { open: ours(m.data?.open) },
  });
  e.waitUntil(shown);
});

self.addEventListener('notificationclick', (e) => {
  e.notification.close();
  e.waitUntil(show(e.notification.data?.open ?? '/'));
});

/** A page of this server, whatever the message says. */
function ours(path) {
  try {
    const url = new URL(path ?? '/', self.location.origin);
    return url.origin === self.location.origin ? url.pathname + url.search + url.hash : '/';
  } catch {
    return '/';
  }
}

/** The window that shows it already, or a new one: what somebody is writing in another window stays as it is. */
async function show(path) {
  const url = new URL(path, self.location.origin).href;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find((w) => w.url === url);
  return there ? there.focus() : self.clients.openWindow(url);
}
