import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { incidentsQuery } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { shanghai } from './time';

/** Chooses one of the open incidents. */
export function IncidentSelect(props: { id?: string; value?: string; onChange?: (v: string) => void }) {
  const { t } = useT();
  const incidents = useQuery(incidentsQuery);
  return (
    <Select
      {...props}
      loading={incidents.isPending}
      placeholder={t('kit.choose')}
      showSearch={{ optionFilterProp: 'label' }}
      options={(incidents.data ?? [])
        .filter((i) => !i.closed)
        .map((i) => ({ value: i.id, label: `${i.title} · ${i.area_name} · ${shanghai(i.opened_at, 'short')}` }))}
    />
  );
}
