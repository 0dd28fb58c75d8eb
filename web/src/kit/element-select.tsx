import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { api, body } from '@/api/client';
import { useT } from '@/i18n/desk';

/** Chooses an element of the register by a part of its name; the value is its id. Who may not search types the id. */
export function ElementSelect(props: { id?: string; value?: string; onChange?: (v: string | undefined) => void }) {
  const { t } = useT();
  const [q, setQ] = useState('');
  const [word, setWord] = useState('');
  useEffect(() => {
    const wait = setTimeout(() => setWord(q.trim()), 250);
    return () => clearTimeout(wait);
  }, [q]);
  const found = useQuery({
    queryKey: ['elements', 'pick', word],
    enabled: word.length > 0,
    queryFn: async () => (await body(api.GET('/api/register/search', { params: { query: { q: word } } }))).items ?? [],
  });
  if (found.isError) return <Input id={props.id} value={props.value} onChange={(e) => props.onChange?.(e.target.value)} />;
  return (
    <Select
      id={props.id}
      value={props.value}
      onChange={props.onChange}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={found.isFetching}
      placeholder={t('intake.pickElement')}
      notFoundContent={word ? t('kit.empty') : t('intake.pickElement')}
      options={(found.data ?? []).map((e) => ({ value: e.id, label: e.name, note: e.area_name }))}
      optionRender={(o) => (
        <>
          {o.data.label} <small className="faint">{o.data.note}</small>
        </>
      )}
    />
  );
}
