import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Segmented } from 'antd';
import { useState } from 'react';
import { parties, unitQuery, type ComparedItem, type UnitView } from '@/api/fourparty';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { Comparison } from './comparison';
import { ReportButtons, Score, SheetTag } from './parts';
import { SettleDialog } from './settle-dialog';

/** One unit's check: items by the four parties, the differences, and what follows. */
export default function UnitPage() {
  const { id } = useParams({ from: '/fourparty/units/$id' });
  const unit = useQuery(unitQuery(id));
  return <Loaded of={unit}>{(v) => <Unit v={v} />}</Loaded>;
}

const only = ['all', 'waits', 'faulty'] as const;
type Only = (typeof only)[number];
const words = { all: 'fourparty.allItems', waits: 'fourparty.onlyOpen', faulty: 'fourparty.onlyFaulty' } as const;

function Unit({ v }: { v: UnitView }) {
  const { t, say } = useT();
  const go = useNavigate();
  const search: { only?: string } = useSearch({ from: '/fourparty/units/$id' });
  const [settling, setSettling] = useState<ComparedItem>();
  const shown: Only = only.find((o) => o === search.only) ?? 'all';
  const fits = (i: ComparedItem) => shown === 'all' || (shown === 'waits' ? i.differs && !i.settled : !!i.counts?.faulty);
  const handed = v.sheets.filter((s) => s.state === 'handed-in').length;
  return (
    <>
      <PageHead title={v.name} note={`${t(`fourparty.kind_${v.kind}`)} · ${v.area_name}${v.stage ? ` · ${say(v.stage_title)}` : ''}`}>
        <Link to="/fourparty/programmes/$id" params={{ id: v.programme }}>
          {t('fourparty.back')}
        </Link>
        {v.case && (
          <Link to="/desk/cases/$id" params={{ id: v.case }}>
            {t('fourparty.caseOf')}
          </Link>
        )}
        <ReportButtons path={`/api/fourparty/units/${v.id}`} disabled={v.sealed} />
      </PageHead>
      {v.mine.map((m) => {
        const party = parties.find((p) => p === m);
        return party && v.sealed && <Alert key={m} type="info" showIcon title={t('fourparty.scoreHere', { p: t(`fourparty.party_${party}`) })} action={<a href="/m">{t('fourparty.openPhone')}</a>} />;
      })}
      {v.sealed && <Alert type="warning" showIcon title={t('fourparty.sealed', { n: handed })} />}
      {!v.sealed && v.differences > 0 && !v.may_settle && <Alert type="info" showIcon title={t('fourparty.mayNot')} />}
      <Panel className="fp-panel">
        <Facts
          items={[
            [t('fourparty.name'), v.title],
            [t('fourparty.span'), `${v.from} – ${v.to}`],
            ...parties.map((p): [string, React.ReactNode] => [t(`fourparty.party_${p}`), <SheetTag key={p} unit={v} party={p} />]),
            [t('fourparty.score'), <Score key="s" unit={v} />],
            [t('fourparty.follow'), <Follow key="f" v={v} />],
          ]}
        />
      </Panel>
      <Panel
        className="fp-panel"
        title={t('fourparty.items')}
        extra={
          !v.sealed && (
            <Segmented<Only>
              value={shown}
              onChange={(o) => void go({ to: '/fourparty/units/$id', params: { id: v.id }, search: o === 'all' ? {} : { only: o }, replace: true })}
              options={only.map((o) => ({ value: o, label: t(words[o]) + (o === 'waits' && v.differences > 0 ? ` ${v.differences}` : '') }))}
            />
          )
        }
      >
        <Comparison items={v.items.filter(fits)} sealed={v.sealed} onSettle={v.may_settle && v.stage === 'comparing' ? setSettling : undefined} />
      </Panel>
      {settling && <SettleDialog caseId={v.case} item={settling} onClose={() => setSettling(undefined)} />}
    </>
  );
}

function Follow({ v }: { v: UnitView }) {
  const { t, say } = useT();
  if (!v.follow) return <>{v.score === null || v.score === undefined ? '–' : t('fourparty.followNone')}</>;
  const state = `${say(v.follow.stage_title)}${v.follow.closed ? ` · ${t('fourparty.followClosed')}` : ''}`;
  if (!v.follow.title)
    return (
      <>
        {t('fourparty.followHidden')} · {state}
      </>
    );
  return (
    <>
      <Link to="/desk/cases/$id" params={{ id: v.follow.id }}>
        {v.follow.title}
      </Link>{' '}
      · {state}
    </>
  );
}
