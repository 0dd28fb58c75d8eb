import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { contactsQuery, formsQuery, type OnDuty, type Who } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { shanghai } from '@/kit/time';

/** A telephone number that can be dialled; one that is hidden in part is only shown. */
export function Phone({ of, phones, masked }: { of: Who; phones: Record<string, string>; masked: boolean }) {
  const { t } = useT();
  const number = phones[of.id];
  if (!number) return <span className="overdue">{t('duty.noPhone')}</span>;
  return masked ? <span className="num">{number}</span> : <a className="num" href={`tel:${number}`}>{number}</a>;
}

/** Chooses a matter; those below another are set in. */
export function MatterSelect(props: { id?: string; value?: string; onChange?: (v: string) => void; all?: boolean }) {
  const { t, say } = useT();
  const forms = useQuery(formsQuery);
  const options = (forms.data?.matters ?? []).map((m) => ({ value: m.code, label: (m.parent ? '　' : '') + say(m.title) }));
  return (
    <Select
      id={props.id}
      value={props.value}
      onChange={props.onChange}
      aria-label={t('duty.matter')}
      style={{ minWidth: 150 }}
      loading={forms.isPending}
      options={props.all ? [{ value: '', label: `${t('duty.matter')}: ${t('duty.allKinds')}` }, ...options] : options}
    />
  );
}

/** Chooses a contact of one's own areas by name, position or unit; the value is the contact's id. */
export function ContactSelect(props: { id?: string; value?: string; onChange?: (v: string) => void; known?: Who }) {
  const { t } = useT();
  const [q, setQ] = useState('');
  const found = useQuery(contactsQuery(q));
  const options = (found.data ?? []).map((c) => ({ value: c.id, label: c.name, note: [c.title, c.unit].filter(Boolean).join(' · ') }));
  if (props.known && !options.some((o) => o.value === props.known?.id)) options.unshift({ value: props.known.id, label: props.known.name, note: props.known.title });
  return (
    <Select
      id={props.id}
      value={props.value}
      onChange={props.onChange}
      loading={found.isPending}
      placeholder={t('duty.choosePerson')}
      showSearch={{ onSearch: setQ, filterOption: false }}
      options={options}
      optionRender={(o) => (
        <>
          {o.data.label} <small className="faint">{o.data.note}</small>
        </>
      )}
    />
  );
}

/** Who is on duty, each with a number. */
export function OnDutyList({ list, phones, masked }: { list: OnDuty[]; phones: Record<string, string>; masked: boolean }) {
  const { t, say } = useT();
  if (list.length === 0) return <p className="overdue">{t('duty.onDutyNone')}</p>;
  return (
    <ul className="duty-now">
      {list.map((d) => (
        <li key={d.shift}>
          <small className="faint">
            {say(d.role_title)} · {d.title}
          </small>
          <div>
            <b>{d.who.name}</b> <Phone of={d.who} phones={phones} masked={masked} />
          </div>
          <small className="faint">{t('duty.until', { at: shanghai(d.until, 'short') })}</small>
        </li>
      ))}
    </ul>
  );
}
