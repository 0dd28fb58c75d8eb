import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { pointsFound } from '@/api/rules';
import { useT } from '@/i18n/desk';

/** Chooses measuring points by site and name; the server searches, as there are many. */
export function PointSelect(props: { id?: string; many?: boolean; value?: string | string[]; onChange?: (v: string | string[] | undefined) => void }) {
  const { t } = useT();
  const [typed, setTyped] = useState('');
  const found = useQuery(pointsFound(typed));
  return (
    <Select<string | string[]>
      id={props.id}
      value={props.value}
      onChange={props.onChange}
      mode={props.many ? 'multiple' : undefined}
      allowClear
      loading={found.isFetching}
      placeholder={t('rule.choosePoints')}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      popupMatchSelectWidth={460}
      options={(found.data?.items ?? []).map((p) => ({ value: p.id, label: `${p.element_name} · ${p.title || p.key}`, note: `${p.id} ${p.unit}` }))}
      optionRender={(o) => (
        <>
          {o.data.label} <small className="faint num">{o.data.note}</small>
        </>
      )}
    />
  );
}
