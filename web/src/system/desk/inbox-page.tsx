import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Select } from 'antd';
import { useMemo, useState } from 'react';
import { inboxQuery, proceduresQuery } from '@/api/queries';
import type { InboxItem } from '@/api/types';
import { useT } from '@/i18n/desk';
import { TextFilter } from '@/kit/filters';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { useNow } from '@/kit/use-now';
import { byDue, nearnessOf } from './due';
import { InboxList } from './inbox-list';

/** 待办: every case that waits for this person, the longest overdue first. */
export default function InboxPage() {
  const inbox = useQuery({ ...inboxQuery, refetchInterval: 60_000 });
  const { t } = useT();
  return (
    <Loaded of={inbox}>
      {(rows) =>
        rows.length === 0 ? (
          <>
            <PageHead title={t('casework.inbox')} />
            <Nothing title={t('casework.inboxNone')} hint={t('casework.inboxNoneHint')} />
          </>
        ) : (
          <Inbox rows={rows} />
        )
      }
    </Loaded>
  );
}

function Inbox({ rows }: { rows: InboxItem[] }) {
  const { t, say } = useT();
  const procedures = useQuery(proceduresQuery);
  const [procedure, setProcedure] = useState('');
  const [q, setQ] = useState('');
  const [byDay, setByDay] = useState(false);
  const [signOnly, setSignOnly] = useState(false);
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const names = useMemo(() => new Map([...rows.map((i) => [i.case.procedure, say(i.procedure)] as const), ...(procedures.data ?? []).map((p) => [p.name, say(p.title)] as const)]), [rows, procedures.data, say]);
  const shown = useMemo(
    () => byDue(rows.filter((i) => (!procedure || i.case.procedure === procedure) && (!q || i.case.title.toLowerCase().includes(q.toLowerCase())) && (!signOnly || i.sign))),
    [rows, procedure, q, signOnly],
  );
  const over = rows.filter((i) => nearnessOf(i.case.due_at, minute) === 'over').length;
  const signs = rows.filter((i) => i.sign).length;
  const soon = rows.filter((i) => nearnessOf(i.case.due_at, minute) === 'soon').length;
  return (
    <>
      <PageHead
        title={t('casework.inbox')}
        note={
          <span className="row">
            {t('casework.inboxCount', { n: rows.length })}
            {over > 0 && <span className="tag tag-red">{t('casework.overCount', { n: over })}</span>}
            {signs > 0 && <span className="tag tag-blue">{t('casework.signCount', { n: signs })}</span>}
            {soon > 0 && <span className="tag tag-orange">{t('casework.soonCount', { n: soon })}</span>}
          </span>
        }
      />
      <div className="filters">
        <Select
          value={procedure}
          onChange={setProcedure}
          style={{ width: 190 }}
          aria-label={t('casework.procedure')}
          options={[{ value: '', label: t('casework.allProcedures') }, ...[...new Set(rows.map((i) => i.case.procedure))].map((p) => ({ value: p, label: names.get(p) ?? p }))]}
        />
        <TextFilter value={q} onChange={setQ} hint={t('casework.caseTitle')} />
        {signs > 0 && (
          <Checkbox checked={signOnly} onChange={(e) => setSignOnly(e.target.checked)}>
            {t('casework.onlySigns')}
          </Checkbox>
        )}
        <Checkbox checked={byDay} onChange={(e) => setByDay(e.target.checked)}>
          {t('casework.byDay')}
        </Checkbox>
        <span className="faint keys-hint">{t('casework.keys')}</span>
      </div>
      {shown.length === 0 ? (
        <Nothing
          action={
            <Button
              onClick={() => {
                setProcedure('');
                setQ('');
                setSignOnly(false);
              }}
            >
              {t('casework.clearFilters')}
            </Button>
          }
        />
      ) : (
        <InboxList
          rows={shown}
          now={minute}
          byDay={byDay}
          procedure={(name) => names.get(name) ?? ''}
          link={(i, children) =>
            i.page?.startsWith('/') ? (
              <Link to={i.page}>{children}</Link>
            ) : (
              <Link to="/desk/cases/$id" params={{ id: i.case.id }}>
                {children}
              </Link>
            )
          }
        />
      )}
    </>
  );
}
