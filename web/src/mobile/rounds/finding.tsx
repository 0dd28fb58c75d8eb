import { idempotencyKey } from '@/api/idempotency';
import type { Act } from '@/api/types';
import { useT } from '@/i18n/phone';
import { ActSheet } from '../act-sheet';
import type { Photo } from '../outbox';
import { send } from './store';
import { placeNow, type Where } from '../where';

/** What is asked of a finding, as the forms of the server are written. */
const findingForm = (t: ReturnType<typeof useT>['t']) => {
  const words = (key: 'round.findingKind' | 'round.findingTitle' | 'round.findingText' | 'round.danger' | 'round.incident') => ({ zh: t(key), en: t(key) });
  return {
    type: 'object',
    required: ['kind', 'title'],
    'x-order': ['kind', 'title', 'text'],
    properties: {
      kind: { type: 'string', 'x-title': words('round.findingKind'), enum: ['danger', 'incident'], 'x-enum': { danger: words('round.danger'), incident: words('round.incident') } },
      title: { type: 'string', 'x-title': words('round.findingTitle'), maxLength: 100 },
      text: { type: 'string', 'x-title': words('round.findingText'), format: 'text', maxLength: 500 },
    },
  };
};

/** Asks for a finding. */
export function FindingSheet({ onClose, onDone }: { onClose: () => void; onDone: (form: Record<string, unknown>) => void }) {
  const { t } = useT();
  return <ActSheet act={{ act: 'finding', title: { zh: t('round.finding'), en: t('round.finding') }, form: findingForm(t) } as unknown as Act} onClose={onClose} onDone={onDone} />;
}

/** Queues a finding with its photographs, of a round or of a site; where the phone does not know its place, that is the place. */
export async function sendFinding(f: {
  person: string;
  form: Record<string, unknown>;
  photos: Photo[];
  known: Where | undefined;
  at: { task?: string; site?: string; lon: number; lat: number };
}) {
  const foundAt = new Date().toISOString();
  const place = await placeNow(f.known);
  const id = idempotencyKey();
  await send({
    person: f.person, chain: id, label: String(f.form.title), path: `/api/patrol/findings/${id}`, photos: f.photos, where: place,
    json: { ...f.form, ...f.at, found_at: foundAt, lon: place?.lon ?? f.at.lon, lat: place?.lat ?? f.at.lat },
  });
}
