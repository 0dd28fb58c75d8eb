import type { FieldKind } from '@/api/field';
import type { Act } from '@/api/types';
import { ActSheet } from '../act-sheet';

/** Asks for the fields of a kind of message, as the server declares them; some may be left out or known already. */
export function SaySheet({ kind, title, only, onDone, onClose }: { kind: FieldKind; title?: { zh: string; en: string }; only?: string[]; onDone: (values: Record<string, unknown>) => void; onClose: () => void }) {
  const fields = kind.fields.filter((f) => !only || only.includes(f.name));
  const form = {
    type: 'object',
    required: fields.filter((f) => f.required).map((f) => f.name),
    'x-order': fields.map((f) => f.name),
    properties: Object.fromEntries(
      fields.map((f) => [
        f.name,
        f.sort === 'choice'
          ? { type: 'string', 'x-title': f.title, enum: (f.choices ?? []).map((c) => c.name), 'x-enum': Object.fromEntries((f.choices ?? []).map((c) => [c.name, c.title])) }
          : f.sort === 'count'
            ? { type: 'integer', 'x-title': f.title, minimum: 0, maximum: f.max }
            : { type: 'string', 'x-title': f.title, format: 'text', maxLength: f.max },
      ]),
    ),
  };
  return <ActSheet act={{ act: kind.name, title: title ?? kind.title, form } as unknown as Act} onDone={onDone} onClose={onClose} />;
}
