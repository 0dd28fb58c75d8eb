import { useQuery } from '@tanstack/react-query';
import { kindsQuery, type FieldMessage } from '@/api/field';
import { useT } from '@/i18n/desk';

/** A message in words: its kind, and the choices, numbers and texts that it holds, as the server declares them. */
export function useSaid() {
  const { say } = useT();
  const kinds = useQuery(kindsQuery).data ?? [];
  return (m: FieldMessage): string => {
    const kind = kinds.find((k) => k.name === m.form);
    if (!kind) return m.form;
    const values = m.values as Record<string, unknown>;
    const parts = kind.fields.flatMap((f) => {
      const v = values[f.name];
      if (v === undefined) return [];
      if (f.sort === 'choice') return [say(f.choices?.find((c) => c.name === v)?.title)];
      return [f.sort === 'count' ? `${say(f.title)} ${String(v)}` : String(v)];
    });
    return [say(kind.title), ...parts].join(' · ');
  };
}
