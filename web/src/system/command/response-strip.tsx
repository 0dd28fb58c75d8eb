import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Dropdown, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { proposalsQuery, responseLevels, type Proposal, type Proposals, type ResponseLevel, type ResponseView, type Running } from '@/api/response';
import type { Act, IncidentDetail } from '@/api/types';
import { useMay } from '@/app/session';
import { useT, type Key } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { EndDialog } from './response-end';
import { RunDrawer, type Aim } from './response-drawer';
import { higher, ResponseTag } from './response-words';

/** Above the incident: the plans that run with how far they are, else the one to start, with the reasons. */
export function ResponseStrip({ d, view }: { d: IncidentDetail; view?: ResponseView }) {
  const [aim, setAim] = useState<Aim>();
  const [ending, setEnding] = useState<{ run: Running; act: 'lower' | 'end-response' }>();
  const may = useMay('command.response.start');
  const i = d.incident;
  const offered = may && !i.closed && i.stage !== 'dismissed' && i.stage !== 'merged';
  const acts = new Map(d.acts.map((a) => [a.act, a]));
  const running = (view?.responses ?? []).filter((r) => r.state === 'active');
  const over = (view?.responses ?? []).filter((r) => r.state !== 'active');
  return (
    <>
      {[...running, ...over].map((r, n) => (
        <RunningStrip key={r.plan} more={n === 0 && offered && running.length > 0 && <Others id={i.id} ready={acts.has('activate')} onStart={setAim} />} r={r} view={view!} acts={acts} onRaise={(level) => setAim({ plan: r.plan, title: r.title, level, event: r.event, was: r.level, levels: above(r.level) })} onEnd={(act) => setEnding({ run: r, act })} />
      ))}
      {view && offered && running.length === 0 && <Suggested id={i.id} ready={acts.has('activate')} onStart={setAim} />}
      {aim && <RunDrawer incident={i.id} aim={aim} acts={acts} onClose={() => setAim(undefined)} />}
      {ending && <EndDialog incident={i.id} {...ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

const above = (level: string) => responseLevels.filter((l) => higher(l, level));

/** The plan to start: its level, why, and the way to the preview. Others that answer are in a menu beside it. */
function Suggested({ id, ready, onStart }: { id: string; ready: boolean; onStart: (a: Aim) => void }) {
  const { t } = useT();
  const [event, setEvent] = useState('');
  const proposals = useQuery(proposalsQuery(id, event));
  return (
    <Panel className="response-strip" title={t('response.suggest')} extra={<EventChoice p={proposals.data} onChoose={setEvent} />}>
      <Loaded of={proposals}>
        {(p) => {
          const list = p.items.filter((x) => !x.running);
          const first = list[0];
          if (!first) return <p className="faint">{t('response.none')} {t('response.noneHint')}</p>;
          return (
            <div className="response-line">
              <Proposed p={first} more={[...p.weather, ...p.situation.conditions.map((c) => t(`plan.${c}` as Key))]} />
              <div className="response-acts">
                {!ready && <span className="faint">{t('response.notVerified')}</span>}
                <Button type="primary" disabled={!ready} data-act="preview-plan" onClick={() => onStart(aimAt(p, first))}>
                  {t('response.preview')}
                </Button>
                <PlanMenu p={p} list={list.slice(1)} ready={ready} onStart={onStart} />
              </div>
            </div>
          );
        }}
      </Loaded>
    </Panel>
  );
}

const aimAt = (p: Proposals, x: Proposal): Aim => ({ plan: x.plan, title: x.title, level: x.level, event: p.situation.event, levels: x.levels as ResponseLevel[] });

/** The plans that answer beside the one that leads. */
function PlanMenu({ p, list, ready, onStart }: { p: Proposals; list: Proposal[]; ready: boolean; onStart: (a: Aim) => void }) {
  const { t } = useT();
  if (list.length === 0) return null;
  const items = list.map((x) => ({ key: x.plan, label: `${x.title} · ${t('response.proposed', { level: x.level })}` }));
  return (
    <Dropdown trigger={['click']} disabled={!ready} menu={{ items, onClick: ({ key }) => onStart(aimAt(p, list.find((x) => x.plan === key)!)) }}>
      <Button>{t('response.others', { n: list.length })}</Button>
    </Dropdown>
  );
}

/** While one runs: the others, in a menu. */
function Others({ id, ready, onStart }: { id: string; ready: boolean; onStart: (a: Aim) => void }) {
  const { data } = useQuery(proposalsQuery(id, ''));
  return data ? <PlanMenu p={data} list={data.items.filter((x) => !x.running)} ready={ready} onStart={onStart} /> : null;
}

function EventChoice({ p, onChoose }: { p?: Proposals; onChoose: (code: string) => void }) {
  const { t, say } = useT();
  if (!p) return null;
  return (
    <Select
      size="small"
      style={{ width: 190 }}
      aria-label={t('response.event')}
      value={p.situation.event}
      showSearch={{ optionFilterProp: 'label' }}
      options={p.events.map((e) => ({ value: e.code, label: say(e.title) }))}
      onChange={onChoose}
    />
  );
}

function Proposed({ p, more }: { p: Proposal; more: string[] }) {
  const { t, say } = useT();
  return (
    <div className="grow" data-plan={p.plan}>
      <div className="row">
        <ResponseTag level={p.level} />
        <Link to="/command/plans/$code" params={{ code: p.plan }}>
          <b>{p.title}</b>
        </Link>
        <span className="faint">{say(p.kind_title)}</span>
        {p.leads && <span className="tag tag-plain">{t('response.leads')}</span>}
      </div>
      <ul className="reasons">
        {p.reasons.map((r) => (
          <li key={r.zh}>{say(r)}</li>
        ))}
        {more.map((w) => (
          <li key={w}>{w}</li>
        ))}
      </ul>
    </div>
  );
}

interface StripProps {
  more?: ReactNode;
  r: Running;
  view: ResponseView;
  acts: Map<string, Act>;
  onRaise: (level: ResponseLevel) => void;
  onEnd: (act: 'lower' | 'end-response') => void;
}

/** A plan that runs: level, since when, how far its calls, tasks and notices are, what it lacks, and how to change it. */
function RunningStrip({ more, r, view, acts, onRaise, onEnd }: StripProps) {
  const { t } = useT();
  const own = view.orders.filter((o) => o.plan === r.plan);
  const active = r.state === 'active';
  const sum = (kinds: string[], done: (s: string, at?: string | null) => boolean): { done: number; all: number } => {
    const list = own.filter((o) => kinds.includes(o.kind) && o.state !== 'dropped');
    return { done: list.filter((o) => done(o.state, o.done_at)).length, all: list.length };
  };
  const calls = sum(['call'], (s) => s === 'answered');
  const tasks = sum(['task', 'team'], (s, at) => s === 'given' && !!at);
  const notices = sum(['notice'], (s) => s === 'told');
  const lacks = own.filter((o) => o.state === 'missing' || o.missing.zh !== '').length;
  return (
    <Panel className={active ? 'response-strip runs' : 'response-strip quiet'}>
      <div className="response-line" data-running={r.plan} data-level={active ? r.level : ''}>
        <div className="grow">
          <div className="row">
            <ResponseTag level={r.level} />
            <Link to="/command/plans/$code" params={{ code: r.plan }}>
              <b>{r.title}</b>
            </Link>
            <span className={active ? 'stage-now' : 'faint'}>{t(active ? 'response.running' : 'response.over')}</span>
          </div>
          <div className="row faint">
            <span>{t('response.answered', calls)}</span>
            <span>{t('response.tasksDone', tasks)}</span>
            <span>{t('response.noticesDone', notices)}</span>
            {lacks > 0 && <span className="tag tag-red">{t('response.lacking', { n: lacks })}</span>}
            <span>{t('response.since')} <TimeText at={r.started_at} style="short" /> {r.started_by}</span>
            <span>{t('response.approver')} {r.approver}</span>
            {active && r.until && <span>{t('response.until')} <TimeText at={r.until} style="short" /></span>}
          </div>
        </div>
        {active && (
          <div className="response-acts">
            {more}
            {r.level !== 'I' && acts.has('raise') && (
              <Button type="primary" data-act="raise-plan" disabled={!acts.get('raise')?.allowed && !acts.get('raise-major')?.allowed} onClick={() => onRaise(above(r.level)[0] ?? 'I')}>
                {t('response.raisePreview')}
              </Button>
            )}
            {r.level !== 'IV' && acts.get('lower')?.allowed && <Button onClick={() => onEnd('lower')}>{t('response.lower')}</Button>}
            {acts.get('end-response')?.allowed && <Button danger data-act="end-plan" onClick={() => onEnd('end-response')}>{t('response.end')}</Button>}
          </div>
        )}
      </div>
    </Panel>
  );
}

