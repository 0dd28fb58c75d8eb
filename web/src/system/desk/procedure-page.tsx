import './desk.css';
import { PrinterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button, Table } from 'antd';
import { procedureQuery, type OutlineAct, type Procedure, type VersionSpan } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { ClockList, useWho } from '@/kit/flow-chart/details';
import { FlowChart } from '@/kit/flow-chart/flow-chart';
import { PageHead, Panel } from '@/kit/page';
import { propertiesOf, titleOf, type Schema } from '@/kit/schema';
import { Loaded } from '@/kit/states';
import { articleText, basisText, termText } from '@/kit/term-text';
import { shanghai } from '@/kit/time';
import { useNow } from '@/kit/use-now';

/** One procedure for somebody who is new to it: its flow chart, its acts with their articles, its terms and versions. */
export default function ProcedurePage() {
  const { t, say } = useT();
  const { name } = useParams({ from: '/desk/procedures/$name' });
  const procedure = useQuery(procedureQuery(name));
  return (
    <Loaded of={procedure}>
      {(p) => (
        <div className="stack procedure-page">
          <PageHead title={say(p.title)} note={[t('casework.version', { v: p.version }), forceText(p, t), basisText(p.basis)].filter(Boolean).join(' · ')}>
            <Link to="/desk/procedures" className="no-print">
              {t('flow.back')}
            </Link>
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
              <ClockList clocks={p.clocks} />
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
  const stage = (name: string) => say(p.stages.find((s) => s.name === name)?.title) || name;
  const fields = (a: OutlineAct) =>
    propertiesOf(a.form as Schema | undefined)
      .filter(([, s]) => !s.readOnly)
      .map(([n, s]) => titleOf(n, s, say))
      .join(t('flow.and'));
  const clocks = (a: OutlineAct) =>
    (a.starts ?? [])
      .map((n) => p.clocks?.find((c) => c.name === n))
      .filter((c) => c !== undefined)
      .map((c) => `${say(c.title)} ${termText(c.spec, t)}`);
  const withSigns = p.acts.some((a) => a.signs?.length);
  const withWrits = p.acts.some((a) => a.writs?.length);
  const withClocks = p.acts.some((a) => a.starts?.length);
  return (
    <Table<OutlineAct>
      size="small"
      rowKey="name"
      pagination={false}
      dataSource={p.acts}
      columns={[
        { title: t('flow.act'), render: (_, a) => <b className="act-cell">{say(a.title)}</b> },
        { title: t('flow.from'), render: (_, a) => <div className="stage-cell">{a.from.map(stage).join(t('flow.and'))}</div> },
        { title: t('flow.to'), render: (_, a) => (a.to ? stage(a.to) : <span className="faint">{t('flow.staysHere')}</span>) },
        { title: t('flow.who'), render: (_, a) => <div className="stage-cell">{who(a)}</div> },
        ...(withSigns ? [{ title: t('sign.title'), render: (_: unknown, a: OutlineAct) => a.signs?.map((s) => say(s.title)).join(' → ') }] : []),
        { title: t('flow.form'), render: (_, a) => <div className="form-cell">{fields(a) || <span className="faint">–</span>}</div> },
        ...(withWrits ? [{ title: t('flow.writs'), render: (_: unknown, a: OutlineAct) => a.writs?.map((w) => say(w.title)).join(t('flow.and')) }] : []),
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
  const all = p.versions?.length ? p.versions : [{ version: p.version, from: p.from, to: p.to }];
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
              </li>
            );
          })}
      </ul>
      <p className="faint">{all.length === 1 ? `${t('flow.oneVersion')} ` : ''}{t('flow.versionNote')}</p>
    </>
  );
}
