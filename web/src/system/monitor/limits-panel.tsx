import { useQuery } from '@tanstack/react-query';
import { Button, Popconfirm, Segmented } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { limitsQuery, type LimitSet, type LimitVersion, type PointLimits, type Simulation } from '@/api/rules';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { count, reading } from '@/kit/number';
import { Panel } from '@/kit/page';
import { ReasonDialog } from '@/kit/reason-dialog';
import { Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { LimitsDialog } from './limits-dialog';
import { SimulationResult, SimulationRunning } from './rule-panel';

const fields = ['hh', 'h', 'l', 'll'] as const;
const rest = ['deadband', 'on_delay_s', 'off_delay_s', 'stale_after_s'] as const;

/** The limits of a point: those in force, the proposal that waits with what it would have raised, and every version. */
export function LimitsPanel({ point }: { point: string }) {
  const { t } = useT();
  const q = useQuery(limitsQuery(point));
  const mayEdit = useMay('signal.rule.edit');
  const [editing, setEditing] = useState(false);
  return (
    <Loaded of={q}>
      {(d) => {
        const open = d.versions.find((v) => v.state === 'proposed' || v.state === 'tried');
        return (
          <>
            <Panel
              title={t('limit.title')}
              extra={
                mayEdit &&
                !open && (
                  <Button size="small" data-act="edit-limits" onClick={() => setEditing(true)}>
                    {t('limit.edit')}
                  </Button>
                )
              }
            >
              <LimitTable now={d.in_force} unit={d.point.unit} />
            </Panel>
            {open && <Proposal d={d} v={open} />}
            {d.versions.length > 0 && <Past d={d} open={open !== undefined} />}
            {editing && <LimitsDialog point={d} onClose={() => setEditing(false)} />}
          </>
        );
      }}
    </Loaded>
  );
}

/** Limits in a table; with next, the old value beside the new one where they differ. */
function LimitTable({ now, next, unit }: { now: LimitSet; next?: LimitSet; unit: string }) {
  const { t } = useT();
  const say = (v: number | null | undefined, u: string) => (typeof v === 'number' ? `${reading(v)} ${u}`.trim() : t('limit.none'));
  const row = (key: string, title: string, before: number | null | undefined, after: number | null | undefined, u: string) => (
    <tr key={key} data-changed={next && before !== after ? key : undefined}>
      <th scope="row">{title}</th>
      <td className="num">{say(before, u)}</td>
      {next && <td className="num">{before === after ? <span className="faint">{t('limit.same')}</span> : <b className="limit-new">→ {say(after, u)}</b>}</td>}
    </tr>
  );
  return (
    <table className="limit-table">
      <tbody>
        {fields.map((k) => row(k, t(`kit.${k}`), now.limits[k], next?.limits[k], unit))}
        {rest.map((k) => row(k, t(`limit.${k}`), now[k], next?.[k], k === 'deadband' ? unit : t('limit.second')))}
      </tbody>
    </table>
  );
}

function Proposal({ d, v }: { d: PointLimits; v: LimitVersion }) {
  const { t } = useT();
  const [busy, act] = useActing('limits', 'points');
  const mayApprove = useMay('signal.rule.approve');
  const mayEdit = useMay('signal.rule.edit');
  const [declining, setDeclining] = useState(false);
  const path = { id: v.point, version: v.version };
  const approve = () => act(() => body(api.POST('/api/signal/points/{id}/limits/{version}/approve', { params: { path }, body: { revision: v.revision } })), t('limit.approved'));
  const decline = (reason: string) => act(() => body(api.POST('/api/signal/points/{id}/limits/{version}/decline', { params: { path }, body: { revision: v.revision, reason } })), t('limit.declined'));
  return (
    <Panel
      title={t('limit.proposal')}
      extra={
        <span className="row">
          {mayApprove && v.state === 'tried' && (
            <Popconfirm title={t('limit.approve')} description={t(v.safety_critical ? 'limit.fourEyes' : 'limit.approveHint')} onConfirm={approve}>
              <Button size="small" type="primary" loading={busy} data-act="approve-limits">
                {t('limit.approve')}
              </Button>
            </Popconfirm>
          )}
          {mayEdit && (
            <Button size="small" danger onClick={() => setDeclining(true)}>
              {t('limit.decline')}
            </Button>
          )}
        </span>
      }
    >
      <div className="stack" data-limits={v.state}>
        <span>
          {v.safety_critical && <span className="tag tag-red">{t('limit.safety')}</span>} {v.author} <TimeText at={v.created_at} style="short" />：{v.reason}
        </span>
        <LimitTable now={v.before} next={v.after} unit={d.point.unit} />
        <Tried v={v} all={d.simulations.filter((s) => s.version === v.version)} />
      </div>
      {declining && <ReasonDialog title={t('limit.decline')} onClose={() => setDeclining(false)} onDone={decline} />}
    </Panel>
  );
}

/** What a proposal would have raised, beside what the limits in force raise. */
function Tried({ v, all }: { v: LimitVersion; all: Simulation[] }) {
  const { t } = useT();
  const [busy, act] = useActing('limits');
  const may = useMay('signal.rule.edit');
  const [newest] = all;
  const again = (days: number) => act(() => body(api.POST('/api/signal/points/{id}/limits/{version}/try', { params: { path: { id: v.point, version: v.version } }, body: { revision: v.revision, days } })), t('limit.tryAgain'));
  const span = newest ? Math.round((Date.parse(newest.to) - Date.parse(newest.from)) / 86_400_000) : 30;
  return (
    <>
      {may && <Segmented size="small" disabled={busy || (newest && !newest.finished)} value={span} onChange={(n) => void again(n)} options={[1, 7, 30, 90].map((n) => ({ value: n, label: t('rule.days', { n }) }))} />}
      {newest && (newest.finished ? (
        <>
          {typeof newest.result.before === 'number' && (
            <p className="limit-compare">
              {t('limit.compare', { before: count(newest.result.before), after: count(newest.raised) })}
            </p>
          )}
          <SimulationResult s={newest} />
        </>
      ) : (
        <SimulationRunning s={newest} />
      ))}
    </>
  );
}

function Past({ d, open }: { d: PointLimits; open: boolean }) {
  const { t } = useT();
  const [, act] = useActing('limits');
  const mayEdit = useMay('signal.rule.edit');
  const [back, setBack] = useState<LimitVersion>();
  const restore = (reason: string) => act(() => body(api.POST('/api/signal/points/{id}/limits/{version}/restore', { params: { path: { id: d.point.id, version: back?.version ?? 0 } }, body: { reason } })), t('limit.proposed'));
  const say = (s: LimitSet) => fields.filter((k) => typeof s.limits[k] === 'number').map((k) => `${t(`kit.${k}`)} ${reading(s.limits[k])}`).join(' · ') || t('limit.none');
  return (
    <Panel title={t('limit.versions')}>
      <ol className="trail">
        {d.versions.map((v) => (
          <li key={v.version}>
            <b>{t('rule.versionN', { n: v.version })}</b> <span className={v.state === 'live' ? 'tag tag-blue' : v.state === 'replaced' || v.state === 'declined' ? 'tag tag-plain' : 'tag tag-orange'}>{t(`limit.state_${v.state}`)}</span>
            <span className="num">{say(v.after)}</span>
            <span className="faint">
              {v.author} <TimeText at={v.created_at} style="short" />：{v.reason}
              {v.decided_by && (
                <>
                  {' · '}
                  {v.decided_by} <TimeText at={v.decided_at} style="short" /> {v.decided_why}
                </>
              )}
            </span>
            {mayEdit && v.state === 'replaced' && !open && (
              <Button size="small" type="link" onClick={() => setBack(v)}>
                {t('limit.restore')}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {back && <ReasonDialog title={t('limit.restoreN', { n: back.version })} onClose={() => setBack(undefined)} onDone={restore} />}
    </Panel>
  );
}
