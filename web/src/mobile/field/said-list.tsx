import type { FieldKind, FieldMessage } from '@/api/field';
import { useT } from '@/i18n/phone';
import { shanghai } from '@/kit/time';

/** A message in a line: its kind, and the choices, numbers and words that it holds. */
export function useWordsOf(kinds: FieldKind[]) {
  const { say } = useT();
  return (form: string, values: Record<string, unknown>): string => {
    const kind = kinds.find((k) => k.name === form);
    if (!kind) return form;
    const parts = kind.fields.flatMap((f) => {
      const v = values[f.name];
      if (v === undefined) return [];
      if (f.sort === 'choice') return [say(f.choices?.find((c) => c.name === v)?.title) || String(v)];
      return [f.sort === 'count' ? `${say(f.title)} ${String(v)}` : String(v)];
    });
    return [form === 'status' ? '' : say(kind.title), ...parts].filter(Boolean).join(' · ');
  };
}

/** What the person said, in the order given, with what became of it. */
export function SaidList({ messages, kinds }: { messages: FieldMessage[]; kinds: FieldKind[] }) {
  const { t } = useT();
  const words = useWordsOf(kinds);
  const outcome = { applied: 'field.applied', confirms: 'field.confirms', late: 'field.late', held: 'field.held', kept: 'field.keptState' } as const;
  if (messages.length === 0) return <p className="stale">{t('field.nothingSaid')}</p>;
  return (
    <ul className="said">
      {messages.map((m) => (
        <li key={m.id} data-said={m.form} data-outcome={m.outcome} className={m.conflict && !m.answered_at ? 'said-held' : ''}>
          <span className="said-top">
            <b>{words(m.form, m.values as Record<string, unknown>)}</b>
            <time>{shanghai(m.at, 'clock')}</time>
          </span>
          <span>{m.conflict ? t('field.held') : m.state === 'open' ? t('field.open') : t(outcome[m.outcome])}</span>
          {m.answered_at && <span>{t('field.answeredBy', { who: m.answered_by, text: m.answer })}</span>}
        </li>
      ))}
    </ul>
  );
}
