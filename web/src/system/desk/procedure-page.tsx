import './desk.css';
import { PrinterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Button, Table } from 'antd';
import { procedureQuery, type OutlineAct, type Procedure, type VersionSpan } from '@/api/casework';
import { sessionQuery } from '@/api/queries';
import { may } from '@/app/session';
import { useT } from '@/i18n/desk';
import { ClockList } from '@/kit/flow-chart/details';
import { FlowChart } from '@/kit/flow-chart/flow-chart';
import { PageHead, Panel } from '@/kit/page';
import { propertiesOf, titleOf, type Schema } from '@/kit/schema';
import { Loaded } from '@/kit/states';
import { useRuleText } from '@/kit/rule-text';
import { articleText, basisText } from '@/kit/term-text';
import { shanghai } from '@/kit/time';
import { useNow } from '@/kit/use-now';
import { useWho } from '@/kit/who';
import { waysOf } from '@/kit/flow-chart/graph';

/** One procedure for somebody who is new to it: its flow chart, its acts with their articles, its terms and versions. */
export default function ProcedurePage() {
  const { t, say } = useT();
  const { name } = useParams({ from: '/desk/procedures/$name' });
  const { version } = useSearch({ from: '/desk/procedures/$name' });
  const procedure = useQuery(procedureQuery(name, Number(version) || 0));
  const { data: me } = useQuery(sessionQuery);
  return (
    <Loaded of={procedure}>
      {(p) => (
        <div className="stack procedure-page">
          <PageHead title={say(p.title)} note={[t('casework.version', { v: p.version }), forceText({ from: p.in_force, to: p.until }, t), basisText(p.basis)].filter(Boolean).join(' · ')}>
            <Link to="/desk/procedures" className="no-print">
              {t('flow.back')}
            </Link>
            {!!p.filing && may(me, [p.open]) && (
              <Link to="/desk/procedures/$name/new" params={{ name: p.name }} className="no-print">
                <Button size="small" type="primary" tabIndex={-1}>
                  {t('flow.file')}
                </Button>
              </Link>
            )}
            <Button size="small" icon={<PrinterOutlined aria-hidden />} className="no-print" onClick={() => window.print()}>
              {t('flow.print')}
            </Button>
          </PageHead>
          <Panel>
            <FlowChart procedure={p} />
          </Panel>
          <Panel title={t('flow.tab_acts')}>
            <div className="scroll" role="region" aria-label={t('flow.tab_acts')} tabIndex={0}>
              <Acts p={p} />
            </div>
          </Panel>
          {!!p.clocks?.length && (
            <Panel title={t('flow.clocks')}>
              <ClockList p={p} />
            </Panel>
          )}
          <Panel title={t('flow.tab_versions')}>
            <Versions p={p} />
          </Panel>
        </div>
      )}
    </Loaded>
  );
}

function Acts({ p }: { p: Procedure }) {
  const { t, say } = useT();
  const who = useWho();
  const rule = useRuleText();
  const stage = (name: string) => say(p.stages.find((s) => s.name === name)?.title) || name;
  const fields = (a: OutlineAct) =>
    propertiesOf(a.form as Schema | undefined)
      .filter(([, s]) => !s.readOnly)
      .map(([n, s]) => titleOf(n, s, say))
      .join(t('flow.and'));
  const clocks = (a: OutlineAct) => (p.clocks ?? []).filter((c) => c.starts?.includes(a.name)).map((c) => `${say(c.title)} ${rule(c.rule)}`);
  const writ = (name: string) => say(p.writs?.find((w) => w.name === name)?.title) || name;
  const withSigns = p.acts.some((a) => a.signs?.length);
  const withWrits = p.acts.some((a) => a.writs?.length);
  const withClocks = (p.clocks ?? []).some((c) => c.starts?.length);
  return (
    <Table<OutlineAct>
      size="small"
      rowKey="name"
      pagination={false}
      dataSource={p.acts}
      columns={[
        { title: t('flow.act'), render: (_, a) => <b className="act-cell">{say(a.title)}</b> },
        { title: t('flow.from'), render: (_, a) => <div className="stage-cell">{a.from.map(stage).join(t('flow.and'))}</div> },
        { title: t('flow.to'), render: (_, a) => (waysOf(a, '').some(Boolean) ? <div className="stage-cell">{waysOf(a, '').map(stage).join(t('flow.or'))}</div> : <span className="faint">{t('flow.staysHere')}</span>) },
        { title: t('flow.who'), render: (_, a) => <div className="stage-cell">{a.machine ? t('flow.machine') : who(a.who).map((w) => <div key={w}>{w}</div>)}</div> },
        ...(withSigns ? [{ title: t('sign.title'), render: (_: unknown, a: OutlineAct) => a.signs?.map((s) => say(s.title)).join(' → ') }] : []),
        { title: t('flow.form'), render: (_, a) => <div className="form-cell">{fields(a) || <span className="faint">–</span>}</div> },
        ...(withWrits ? [{ title: t('flow.writs'), render: (_: unknown, a: OutlineAct) => a.writs?.map(writ).join(t('flow.and')) }] : []),
        ...(withClocks ? [{ title: t('flow.clock'), render: (_: unknown, a: OutlineAct) => clocks(a).map((c) => <div key={c}>{c}</div>) }] : []),
        { title: t('kit.basis'), render: (_, a) => <div className="law-cell">{articleText(a.basis, p.basis) || <span className="faint">–</span>}</div> },
      ]}
    />
  );
}

type Span = Pick<VersionSpan, 'from' | 'to'>;
type T = ReturnType<typeof useT>['t'];

function forceText(v: Span, t: T): string {
  const [from, to] = [dayText(v.from), dayText(v.to)];
  if (!from) return '';
  return to ? t('flow.inForceTo', { from, to }) : t('flow.inForce', { from });
}

/** A date of the law; "2026-02-01" stays as it is. */
function dayText(at?: string): string {
  if (!at) return '';
  return at.length === 10 ? at : shanghai(at, 'day');
}

/** Whether a version is in force on a day ("2026-11-26"). A version without dates is. */
export function forceOf(v: Span, today: string): 'past' | 'current' | 'future' {
  const [from, to] = [dayText(v.from), dayText(v.to)];
  if (from && today < from) return 'future';
  return to && today > to ? 'past' : 'current';
}

function Versions({ p }: { p: Procedure }) {
  const { t } = useT();
  const now = useNow();
  const all = p.versions?.length ? p.versions : [{ version: p.version, from: p.in_force, to: p.until }];
  return (
    <>
      <ul className="versions">
        {all
          .toSorted((a, b) => b.version - a.version)
          .map((v) => {
            const force = forceOf(v, shanghai(now, 'day'));
            return (
              <li key={v.version} className={`version version-${force}`}>
                <b>{t('casework.version', { v: v.version })}</b>
                <span className={force === 'current' ? 'tag tag-blue' : 'tag tag-plain'}>{t(`flow.${force}`)}</span>
                <span className="num">{forceText(v, t)}</span>
                {v.version !== p.version && (
                  <Link to="/desk/procedures/$name" params={{ name: p.name }} search={{ version: String(v.version) }}>
                    {t('casework.read')}
                  </Link>
                )}
              </li>
            );
          })}
      </ul>
      <p className="faint">{all.length === 1 ? `${t('flow.oneVersion')} ` : ''}{t('flow.versionNote')}</p>
    </>
  );
}
