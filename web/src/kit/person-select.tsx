import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { colleaguesQuery } from '@/api/casework';
import { useT } from '@/i18n/desk';

/** Chooses a person of one's own areas by name; the value is the person's id. */
export function PersonSelect(props: { may?: string; id?: string; value?: string; onChange?: (v: string | undefined) => void }) {
  const { t, say } = useT();
  const people = useQuery(colleaguesQuery(props.may));
  if (people.isError) return <Input id={props.id} value={props.value} onChange={(e) => props.onChange?.(e.target.value)} />;
  return (
    <Select
      id={props.id}
      value={props.value}
      onChange={props.onChange}
      allowClear
      loading={people.isPending}
      placeholder={t('kit.choosePerson')}
      showSearch={{ filterOption: (input, o) => String(o?.find ?? '').includes(input) }}
      options={(people.data ?? []).map((p) => ({ value: p.id, label: p.name, note: p.title, find: [p.name, p.title, ...p.roles.map(say)].join(' ') }))}
      optionRender={(o) => (
        <>
          {o.data.label} <small className="faint">{o.data.note}</small>
        </>
      )}
      labelRender={(o) => people.data?.find((p) => p.id === o.value)?.name ?? o.label}
    />
  );
}

/** The name of a person behind an id, as far as it is known. */
export function usePersonName(): (id: string) => string {
  const people = useQuery(colleaguesQuery());
  return (id) => people.data?.find((p) => p.id === id)?.name ?? id;
}
