import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Input, Segmented } from 'antd';
import { useState } from 'react';
import { contactBookQuery, type Contact } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { Absences } from './absences';
import { ConfirmDialog, ContactDialog } from './contact-dialogs';
import { ImportDialog } from './contact-import';

type Search = { tab?: string; q?: string; area?: string; stale?: string };

/** How long a number counts as confirmed, in milliseconds; as the server has it. */
const confirmed = 90 * 86_400_000;
export const isStale = (c: Pick<Contact, 'phone' | 'confirmed_at'>, now: number) => !c.phone || !c.confirmed_at || now - Date.parse(c.confirmed_at) > confirmed;

/** 通讯录: people with their numbers in order, those that nobody confirmed lately, and who is away. */
export default function ContactsPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/duty/contacts' });
  const set = (next: Search) => void go({ to: '/duty/contacts', search: { ...f, ...next }, replace: true });
  const keeps = useMay('duty.post.keep');
  const [open, setOpen] = useState<'new' | 'import'>();
  return (
    <>
      <PageHead title={t('duty.contacts')}>
        {keeps && f.tab !== 'away' && (
          <>
            <Button onClick={() => setOpen('import')} data-do="import">
              {t('duty.import')}
            </Button>
            <Button type="primary" onClick={() => setOpen('new')} data-do="new-contact">
              {t('duty.newContact')}
            </Button>
          </>
        )}
      </PageHead>
      <div className="filters">
        <Segmented
          value={f.tab ?? 'people'}
          onChange={(tab) => set({ tab: tab === 'people' ? undefined : tab })}
          options={[
            { value: 'people', label: t('duty.contacts') },
            { value: 'away', label: t('duty.absences') },
          ]}
        />
        {f.tab !== 'away' && (
          <>
            <Input.Search allowClear defaultValue={f.q} onSearch={(q) => set({ q: q || undefined })} placeholder={t('duty.choosePerson')} aria-label={t('duty.choosePerson')} style={{ width: 220 }} />
            <AreaSelect value={f.area} onChange={(area) => set({ area })} />
            <Checkbox checked={f.stale === '1'} onChange={(e) => set({ stale: e.target.checked ? '1' : undefined })}>
              {t('duty.staleOnly')}
            </Checkbox>
          </>
        )}
      </div>
      {f.tab === 'away' ? <Absences /> : <Book key={`${f.q} ${f.area} ${f.stale}`} q={f.q ?? ''} area={f.area} stale={f.stale === '1'} />}
      {open === 'new' && <ContactDialog onClose={() => setOpen(undefined)} />}
      {open === 'import' && <ImportDialog onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Book({ q, area, stale }: { q: string; area?: string; stale: boolean }) {
  const { t } = useT();
  const [before, setBefore] = useState<string[]>([]);
  const page = useQuery(contactBookQuery(q, area, stale, before.at(-1) ?? ''));
  return (
    <Panel>
      <Loaded of={page}>
        {(p) =>
          p.items.length === 0 ? (
            <Nothing title={t(stale ? 'duty.staleNone' : 'duty.contactsNone')} />
          ) : (
            <>
              <People list={p.items} />
              <div className="row">
                <Button disabled={before.length === 0} onClick={() => setBefore(before.slice(0, -1))}>
                  {t('duty.before')}
                </Button>
                <Button disabled={!p.next} onClick={() => setBefore([...before, p.next ?? ''])}>
                  {t('duty.after')}
                </Button>
              </div>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function People({ list }: { list: Contact[] }) {
  const { t } = useT();
  const keeps = useMay('duty.post.keep');
  const [asking, setAsking] = useState<{ of: Contact; what: 'change' | 'confirm' }>();
  const now = Date.now();
  return (
    <div className="wide">
      <table className="plain-table" data-contacts>
        <thead>
          <tr>
            <th>{t('duty.person')}</th>
            <th>{t('duty.unit')}</th>
            <th>{t('duty.numbers')}</th>
            <th>{t('duty.confirmed')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {list.map((c) => (
            <tr key={c.id}>
              <td>
                <b>{c.name}</b> <small className="faint">{c.title}</small>
              </td>
              <td>
                {c.unit || c.area_name}
                {c.unit && <small className="faint"> {c.area_name}</small>}
              </td>
              <td>
                <Numbers of={c} />
              </td>
              <td>
                {isStale(c, now) && <span className="tag fault-gap">{t(c.phone ? 'duty.stale' : 'duty.noPhone')}</span>} {c.confirmed_at ? <span className="num">{shanghai(c.confirmed_at, 'day')}</span> : t('duty.never')}{' '}
                <small className="faint">{c.confirmed_how}</small>
              </td>
              <td className="right">
                {keeps && (
                  <>
                    {c.phone && isStale(c, now) && (
                      <Button size="small" type="primary" onClick={() => setAsking({ of: c, what: 'confirm' })}>
                        {t('duty.confirm')}
                      </Button>
                    )}{' '}
                    {!c.masked && (
                      <Button size="small" onClick={() => setAsking({ of: c, what: 'change' })}>
                        {t('duty.change')}
                      </Button>
                    )}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asking?.what === 'change' && <ContactDialog of={asking.of} onClose={() => setAsking(undefined)} />}
      {asking?.what === 'confirm' && <ConfirmDialog of={asking.of} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

/** The numbers in the order in which they are tried. */
function Numbers({ of: c }: { of: Contact }) {
  const { t } = useT();
  const list = [c.phone, c.second, c.third].filter(Boolean);
  if (list.length === 0) return <span className="overdue">{t('duty.noPhone')}</span>;
  return (
    <>
      {list.map((n, i) => (
        <span key={n} className="num">
          {i > 0 && ' · '}
          {c.masked ? n : <a href={`tel:${n}`}>{n}</a>}
        </span>
      ))}
    </>
  );
}
