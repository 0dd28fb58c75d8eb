import type { Photo } from './outbox';
import type { Where } from './where';
import { outbox } from './store';

/** Queues photographs for a path that takes each under its own id; what names them is queued after. */
export async function queuePhotos(s: { person: string; chain: string; photos: Photo[]; where: Where | undefined; to: string }) {
  const at = Date.now();
  const place = s.where ? `&lon=${s.where.lon}&lat=${s.where.lat}` : '';
  for (const [i, photo] of s.photos.entries()) {
    await outbox.add({
      id: photo.key, person: s.person, task: s.chain, at: at + i / 1000, state: 'waiting', photo,
      request: { path: `${s.to}/${photo.key}?taken_at=${encodeURIComponent(new Date(at).toISOString())}${place}`, label: photo.name },
    });
  }
}
