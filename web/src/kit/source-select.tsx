import { queryOptions, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { api } from '@/api/client';
import type { Words } from '@/api/types';
import { useT } from '@/i18n/desk';

/** One value of a list that the server names as the source of a field. */
export interface SourceItem {
  value: string;
  title: Words;
  note?: Words;
}

/** All values of a source; they are few enough to be searched here. */
export const sourceQuery = (source: string) =>
  queryOptions({
    queryKey: ['source', source],
    staleTime: 600_000,
    queryFn: async (): Promise<SourceItem[]> => {
      const { data } = await api.GET(`/api/${source}` as '/api/enforce/items', { params: { query: { limit: 500 } } });
      return data?.items ?? [];
    },
  });

/** Reports whether a text holds every word that was typed. */
export const holdsWords = (text: string, typed: string): boolean => {
  const low = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((w) => low.includes(w));
};

/** Chooses a value of a source by its words; the value is its number. Where the list cannot be had, the number is typed. */
export function SourceSelect(props: { id?: string; source: string; many?: boolean; value?: string | string[]; onChange?: (v: string | string[] | undefined) => void }) {
  const { t, say } = useT();
  const items = useQuery(sourceQuery(props.source));
  if (items.isError && !props.many) return <Input id={props.id} value={props.value as string | undefined} onChange={(e) => props.onChange?.(e.target.value)} />;
  return (
    <Select<string | string[]>
      id={props.id}
      className="source-select"
      value={props.value}
      onChange={props.onChange}
      mode={props.many ? 'multiple' : undefined}
      allowClear
      loading={items.isPending}
      placeholder={t('kit.chooseSource')}
      notFoundContent={items.isPending ? t('kit.loading') : t('kit.sourceNone')}
      popupMatchSelectWidth={520}
      listHeight={340}
      showSearch={{ filterOption: (input, o) => holdsWords(String(o?.find ?? ''), input) }}
      options={(items.data ?? []).map((x) => ({ value: x.value, label: say(x.title), note: say(x.note), find: [x.value, say(x.title), say(x.note)].join(' ') }))}
      optionRender={(o) => (
        <span className="source-option">
          <span>{o.data.label}</span>
          <small className="faint">
            {o.data.note} <span className="num">{o.data.value}</span>
          </small>
        </span>
      )}
    />
  );
}

/** A value of a source in words, as far as they are known. */
export function SourceTitle({ source, value }: { source: string; value: string }) {
  const { say } = useT();
  const items = useQuery(sourceQuery(source));
  const found = items.data?.find((x) => x.value === value);
  return found ? <span title={value}>{say(found.title)}</span> : <>{value}</>;
}
