import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Input } from 'antd';
import { useEffect, useState } from 'react';
import { api, body } from '@/api/client';
import { kindsQuery } from '@/api/queries';
import { useT } from '@/i18n/desk';

export interface Found {
  id: string;
  kind: string;
  lon: number;
  lat: number;
}

/** Finds an element by a part of its name, of any kind, and goes there. */
export function SearchBox({ onFound }: { onFound: (f: Found) => void }) {
  const { t, say } = useT();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const wait = setTimeout(() => setQ(typed.trim()), 250);
    return () => clearTimeout(wait);
  }, [typed]);
  const kinds = useQuery(kindsQuery);
  const found = useQuery({
    queryKey: ['search', q],
    enabled: q.length >= 2,
    queryFn: async () => (await body(api.GET('/api/register/search', { params: { query: { q, limit: 12 } } }))).items,
  });
  const kindTitle = (name: string) => say(kinds.data?.find((k) => k.name === name)?.title) || name;
  return (
    <AutoComplete
      className="map-search"
      value={typed}
      onChange={setTyped}
      onSelect={(id: string) => {
        const e = found.data?.find((x) => x.id === id);
        if (e) {
          setTyped(e.name);
          onFound(e);
        }
      }}
      notFoundContent={q.length >= 2 && found.isSuccess ? t('map.searchNone') : null}
      options={(found.data ?? []).map((e) => ({
        value: e.id,
        label: (
          <div className="found">
            <span className="clip">{e.name}</span>
            <span className="faint clip">
              {kindTitle(e.kind)} · {e.area_name || e.area}
            </span>
          </div>
        ),
      }))}
    >
      <Input allowClear prefix={<SearchOutlined />} placeholder={t('map.search')} aria-label={t('map.search')} />
    </AutoComplete>
  );
}
