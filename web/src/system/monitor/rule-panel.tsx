import { useQuery } from '@tanstack/react-query';
import { App, Button, Popconfirm, Progress, Segmented, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { ruleFormQuery, ruleQuery, type Rule, type Simulation } from '@/api/rules';
import type { Severity } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { SeverityTag, severities } from '@/kit/alarm-tag';
import { count, reading } from '@/kit/number';
import { Facts, Panel } from '@/kit/page';
import { propertiesOf, titleOf, optionsOf, unitOf, type Schema } from '@/kit/schema';
import { SidePanel } from '@/kit/side-panel';
import { errorSentence, Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { RuleDialog } from './rule-dialog';
import { RuleState } from './rules-page';
import { SimulationChart } from './simulation-chart';

/** One rule: what it says, what it would have raised, and the next step towards being in force. */
export function RulePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const q = useQuery(ruleQuery(id));
  const newest = q.data?.versions[0];
  return (
    <SidePanel open={id !== ''} width={680} onClose={onClose} title={newest?.title} footer={newest && <RuleActs r={newest} />}>
      <Loaded of={q}>
        {(d) =>
          newest ? (
            <div className="stack">
              <RuleFacts r={newest} />
              <Simulations r={newest} all={d.simulations.filter((s) => s.version === newest.version)} />
              <Versions list={d.versions} />
            </div>
          ) : null
        }
      </Loaded>
    </SidePanel>
  );
}

function RuleFacts({ r }: { r: Rule }) {
  const { t, say } = useT();
  const form = useQuery(ruleFormQuery);
  const d = r.definition as unknown as Record<string, unknown>;
  const schema = form.data?.definition as Schema | undefined;
  const shown = (name: string, s: Schema): string => {
    const v = d[name];
    if (v === undefined || v === '' || v === null || (Array.isArray(v) && v.length === 0)) return '';
    if (name === 'steps') return (v as { severity: Severity; set: number; clear: number }[]).map((x) => `${t(`alarm.${x.severity}`)} ${reading(x.set)} / ${reading(x.clear)}`).join('；');
    if (name === 'inputs') return (v as { name: string; point: string }[]).map((x) => `${x.name} = ${x.point}`).join('；');
    if (typeof v === 'boolean') return t(v ? 'kit.yes' : 'kit.no');
    const option = optionsOf(s, say)?.find((o) => o.value === v);
    return option?.label ?? `${Array.isArray(v) ? v.join('、') : String(v)} ${unitOf(s)}`.trim();
  };
  return (
    <>
      <RuleState r={r} />
      <Facts items={propertiesOf(schema).filter(([name, s]) => name !== 'title' && shown(name, s) !== '').map(([name, s]) => [titleOf(name, s, say), shown(name, s)])} />
      {r.retire_asked_by && r.state === 'live' && <p className="group-waiting">{t('rule.retireAsked', { who: r.retire_asked_by })}</p>}
    </>
  );
}

function useAct(r: Rule) {
  const { t } = useT();
  const { message } = App.useApp();
  return async (act: Promise<unknown>, said?: string) => {
    try {
      await act;
      if (said) message.success(said);
    } catch (e) {
      message.error(errorSentence(e, t), 6);
    }
    await queries.invalidateQueries({ queryKey: ['rules'] });
    void r;
  };
}

const at = (r: Rule) => ({ params: { path: { id: r.id, version: r.version } } });

function RuleActs({ r }: { r: Rule }) {
  const { t } = useT();
  const act = useAct(r);
  const mayEdit = useMay('signal.rule.edit');
  const mayApprove = useMay('signal.rule.approve');
  const [editing, setEditing] = useState(false);
  return (
    <div className="row">
      {mayApprove && r.state === 'simulated' && (
        <Popconfirm title={t('rule.approve')} description={r.safety_critical ? t('rule.fourEyes') : t('rule.approveHint')} onConfirm={() => act(body(api.POST('/api/signal/rules/{id}/versions/{version}/approve', { ...at(r), body: { revision: r.revision } })), t('rule.approvedOk'))}>
          <Button type="primary">{t('rule.approve')}</Button>
        </Popconfirm>
      )}
      {mayEdit && <Button onClick={() => setEditing(true)}>{t('rule.edit')}</Button>}
      {mayApprove && r.state !== 'retired' && (
        <Popconfirm title={t('rule.retire')} description={t('rule.retireHint')} onConfirm={() => act(body(api.POST('/api/signal/rules/{id}/versions/{version}/retire', { ...at(r), body: { revision: r.revision } })))}>
          <Button danger>{t('rule.retire')}</Button>
        </Popconfirm>
      )}
      {r.state === 'draft' && <span className="faint">{t('rule.mustSimulate')}</span>}
      {editing && <RuleDialog rule={r} onClose={() => setEditing(false)} onDone={() => setEditing(false)} />}
    </div>
  );
}

function Simulations({ r, all }: { r: Rule; all: Simulation[] }) {
  const { t } = useT();
  const act = useAct(r);
  const may = useMay('signal.rule.edit');
  const [days, setDays] = useState(30);
  const [newest] = all;
  const run = () => act(body(api.POST('/api/signal/rules/{id}/versions/{version}/simulate', { ...at(r), body: { from: new Date(Date.now() - days * 86_400_000).toISOString() } })));
  return (
    <Panel
      title={t('rule.simulate')}
      extra={
        may && (
          <span className="row">
            <Segmented size="small" value={days} onChange={setDays} options={[1, 7, 30, 90].map((n) => ({ value: n, label: t('rule.days', { n }) }))} />
            <Button size="small" type="primary" loading={newest && !newest.finished} onClick={() => void run()}>
              {t('rule.simulate')}
            </Button>
          </span>
        )
      }
    >
      {!newest ? <p className="faint">{t('rule.simNone')}</p> : newest.finished ? <SimulationResult s={newest} /> : <SimulationRunning s={newest} />}
    </Panel>
  );
}

/** How far a simulation is. */
export function SimulationRunning({ s }: { s: Simulation }) {
  const { t } = useT();
  return (
    <div role="status">
      <Progress percent={s.total ? Math.round((100 * s.done) / s.total) : 0} size="small" />
      <span className="faint">{t('rule.simulating', { done: count(s.done), total: count(s.total) })}</span>
    </div>
  );
}

/** What a simulation would have raised. */
export function SimulationResult({ s }: { s: Simulation }) {
  const { t } = useT();
  const r = s.result;
  return (
    <div className="stack">
      {r.error && <p className="group-waiting">{r.error}</p>}
      {s.cut && !r.error && <p className="group-waiting">{t('rule.simCut')}</p>}
      <div className="row">
        <b className="sim-count">{t('rule.wouldRaise', { n: count(s.raised) })}</b>
        {severities.filter((x) => r.by_severity[x]).map((x) => (
          <span key={x} className="row">
            <SeverityTag severity={x} /> <b className="num">{count(r.by_severity[x])}</b>
          </span>
        ))}
      </div>
      <span className="faint">
        <TimeText at={s.from} style="short" /> – <TimeText at={s.to} style="short" /> · {t('rule.wouldRaiseNote', { n: count(s.samples), time: t('kit.minute', { n: count(Math.round(r.seconds_in_alarm / 60)) }) })} · {s.person}
      </span>
      {r.alarms[0] && <SimulationChart alarm={r.alarms[0]} all={r.alarms} from={s.from} to={s.to} />}
      {s.raised > r.alarms.length && <span className="faint">{t('rule.simListed')}</span>}
      {r.alarms.length > 0 && (
        <Table
          size="small"
          rowKey={(a) => a.point + a.raised_at}
          dataSource={r.alarms}
          pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: t('alarm.raisedAt'), render: (_, a) => <TimeText at={a.raised_at} style="short" /> },
            { title: t('alarm.severity'), render: (_, a) => <SeverityTag severity={a.severity as Severity} /> },
            { title: t('alarm.point'), render: (_, a) => `${a.element_name} · ${a.point_title}` },
            { title: t('alarm.value'), align: 'right', render: (_, a) => <b className="num">{reading(a.value)}</b> },
            { title: t('alarm.returnedAct'), render: (_, a) => (a.cleared_at ? <TimeText at={a.cleared_at} style="short" /> : t('rule.stillOn')) },
          ]}
        />
      )}
    </div>
  );
}

function Versions({ list }: { list: Rule[] }) {
  const { t } = useT();
  return (
    <Panel title={t('rule.versions')}>
      <ol className="trail">
        {list.map((v) => (
          <li key={v.version}>
            <b>{t('rule.versionN', { n: v.version })}</b>
            <RuleState r={v} />
            <span className="faint">
              {t('rule.author')} {v.author} <TimeText at={v.created_at} style="short" />
              {v.approver && (
                <>
                  {' · '}
                  {t('rule.approver')} {v.approver} <TimeText at={v.approved_at} style="short" />
                </>
              )}
              {v.retired_by && (
                <>
                  {' · '}
                  {t('rule.retire')} {v.retired_by} <TimeText at={v.retired_at} style="short" />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
