import { useState } from 'react';
import { idempotencyKey } from '@/api/idempotency';
import type { Act } from '@/api/types';
import { useT } from '@/i18n/phone';
import { ActSheet } from '../act-sheet';
import { placeNow, useWhere } from '../where';
import { outbox } from '../store';

/** What is asked of a fire that was seen, as the forms of the server are written. */
const fireForm = (t: ReturnType<typeof useT>['t']) => {
  const words = (key: Parameters<typeof t>[0]) => ({ zh: t(key), en: t(key) });
  return {
    type: 'object',
    required: ['kind', 'source'],
    'x-order': ['kind', 'source', 'bearing', 'distance', 'what'],
    properties: {
      kind: { type: 'string', 'x-title': words('promise.fireKind'), enum: ['tower', 'drone', 'person'], 'x-enum': { tower: words('promise.fireTower'), drone: words('promise.fireDrone'), person: words('promise.firePerson') } },
      source: { type: 'string', 'x-title': words('promise.fireSource'), maxLength: 100 },
      bearing: { type: 'number', 'x-title': words('promise.fireBearing'), 'x-unit': '°', minimum: 0, maximum: 360 },
      distance: { type: 'number', 'x-title': words('promise.fireDistance'), 'x-unit': 'm', minimum: 0, maximum: 60000 },
      what: { type: 'string', 'x-title': words('promise.fireWhat'), format: 'text', maxLength: 300 },
    },
  };
};

/** The button by which whoever is outside reports a fire: where they stand comes from the phone. */
export function FireButton({ person }: { person: string }) {
  const { t } = useT();
  const where = useWhere();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const send = async (form: Record<string, unknown>) => {
    setOpen(false);
    const seenAt = new Date().toISOString();
    const place = await placeNow(where);
    if (!place) return setSaid(t('promise.noPlace'));
    const id = idempotencyKey();
    const at = form.bearing === undefined ? { lon: place.lon, lat: place.lat } : { from_lon: place.lon, from_lat: place.lat };
    await outbox.add({ id, person, task: id, at: Date.now(), state: 'waiting', request: { path: `/api/nature/sightings/${id}`, label: t('promise.fire'), json: { ...form, ...at, seen_at: seenAt } } });
    setSaid(t('promise.fireKept'));
  };
  return (
    <>
      <button type="button" className="second" onClick={() => setOpen(true)} data-do="fire">
        {t('promise.fire')}
      </button>
      {said && <p role="status">{said}</p>}
      {open && <ActSheet act={{ act: 'fire', title: { zh: t('promise.fire'), en: t('promise.fire') }, form: fireForm(t) } as unknown as Act} onClose={() => setOpen(false)} onDone={(f) => void send(f)} />}
    </>
  );
}
