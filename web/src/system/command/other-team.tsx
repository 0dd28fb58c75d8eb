import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { useT } from '@/i18n/desk';
import type { Sendable } from './dispatch-dialog';

/** Finds any rescue team by its name, for a commander who knows better than the recommendation. */
export function OtherTeam({ onChoose }: { onChoose: (s: Sendable) => void }) {
  const { t } = useT();
  const [q, setQ] = useState('');
  const teams = useQuery({
    queryKey: ['elements', 'teams', q],
    queryFn: async () =>
      (await body(api.GET('/api/register/elements', { params: { query: { kind: 'rescue-team', q: q || undefined, limit: 20 } } }))).items,
  });
  return (
    <Select
      size="small"
      style={{ width: 150 }}
      placeholder={t('incident.otherTeam')}
      aria-label={t('incident.otherTeam')}
      value={null}
      popupMatchSelectWidth={320}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={teams.isFetching}
      options={(teams.data ?? []).map((e) => ({ value: e.id, label: `${e.name} · ${e.area_name}` }))}
      onChange={(id: string | null) => {
        const e = teams.data?.find((x) => x.id === id);
        if (e) onChoose({ id: e.id, name: e.name });
      }}
    />
  );
}
