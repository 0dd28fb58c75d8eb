import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, useMemo } from 'react';
import { recordingsQuery, type CaseSheet } from '@/api/casework';
import { caseQuery } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { FlowChart } from '@/kit/flow-chart/flow-chart';
import { passedStages } from '@/kit/flow-chart/graph';
import { Facts, PageHead, Panel } from '@/kit/page';
import type { Schema } from '@/kit/schema';
import { SchemaFacts } from '@/kit/schema-value';
import { Loaded, Loading } from '@/kit/states';
import { TabBar } from '@/kit/tab-bar';
import { dueText } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { caseTabs } from '../case-tabs';
import { CaseHead } from './case-head';
import { ClocksTab } from './clocks-tab';
import { DocumentsTab } from './documents-tab';
import { DossierTab } from './dossier-tab';
import { EvidenceTab } from './evidence-tab';
import { Family } from './family';
import { JournalTab } from './journal-tab';
import { LawTab } from './law-tab';
import { RecordingsTab, wantsFilm } from './recordings-tab';

/** Any case of any procedure: where it stands, what is due, what may be done next, and everything that is in it. */
export default function CasePage() {
  const { id } = useParams({ from: '/desk/cases/$id' });
  const detail = useQuery(caseQuery(id));
  return <Loaded of={detail}>{(d) => <Sheet d={d} />}</Loaded>;
}

function Sheet({ d }: { d: CaseSheet }) {
  const { t, say } = useT();
  const go = useNavigate();
  const { tab = 'flow' } = useSearch({ from: '/desk/cases/$id' });
  const film = wantsFilm(d);
  const recordings = useQuery({ ...recordingsQuery(d.case.id, d.case.revision), enabled: film });
  const show = (to: string) => void go({ to: '/desk/cases/$id', params: { id: d.case.id }, search: { tab: to === 'flow' ? undefined : to }, replace: true });
  return (
    <>
      <PageHead title={d.case.title} note={`${say(d.case.procedure_title)} · ${t('casework.version', { v: d.case.version })}`}>
        {d.case.page && <Link to={d.case.page}>{t('casework.ownPage')}</Link>}
      </PageHead>
      <div className="case-grid">
        <div className="stack">
          <CaseHead d={d} onClocks={() => show('clocks')} />
          <Panel className="case-tabs">
            <TabBar
              label={t('casework.parts')}
              active={tab}
              onChange={show}
              items={[
                { key: 'flow', label: t('casework.tab_flow'), children: <FlowTab d={d} /> },
                { key: 'documents', label: t('casework.documents'), count: d.documents.length, children: <DocumentsTab d={d} /> },
                { key: 'evidence', label: t('casework.evidence'), count: d.evidence.length, children: <EvidenceTab d={d} /> },
                ...(film ? [{ key: 'recordings', label: t('recording.tab'), count: recordings.data?.open.length, children: <RecordingsTab d={d} /> }] : []),
                ...(caseTabs[d.case.procedure] ?? []).map(({ key, title, show: Part }) => ({
                  key,
                  label: t(title),
                  children: (
                    <Suspense fallback={<Loading />}>
                      <Part d={d} />
                    </Suspense>
                  ),
                })),
                { key: 'clocks', label: t('term.clocks'), count: d.clocks.length, children: <ClocksTab clocks={d.clocks} /> },
                { key: 'journal', label: t('casework.journal'), children: <JournalTab d={d} /> },
                { key: 'law', label: t('law.rulesTab'), count: d.rules.length, children: <LawTab rules={d.rules} /> },
                { key: 'dossier', label: t('casework.dossier'), children: <DossierTab d={d} /> },
              ]}
            />
          </Panel>
        </div>
        <Panel title={t('casework.data')} className="case-data">
          <CaseFacts d={d} />
          <Family of={d.case} />
          <SchemaFacts schema={d.outline.data as Schema | undefined} data={(d.case.data ?? {}) as Record<string, unknown>} />
        </Panel>
      </div>
    </>
  );
}

function FlowTab({ d }: { d: CaseSheet }) {
  const progress = useMemo(() => ({ now: d.case.stage, closed: d.case.closed, passed: passedStages(d.outline, d.case, d.past) }), [d]);
  const open = useMemo(() => d.acts.filter((a) => a.allowed).map((a) => a.act), [d.acts]);
  return <FlowChart procedure={d.outline} progress={progress} open={open} list={false} />;
}

function CaseFacts({ d }: { d: CaseSheet }) {
  const { t } = useT();
  const areaName = useAreaName();
  const c = d.case;
  return (
    <Facts
      items={[
        [t('kit.area'), areaName(c.area)],
        [t('casework.opened'), <TimeText key="o" at={c.opened_at} style="minute" />],
        [t('casework.updated'), <TimeText key="c" at={c.changed_at} style="minute" />],
        [t('casework.actor'), c.last_name],
        ...(c.assignee_name ? [[t('casework.assignee'), c.assignee_name] as [string, string]] : []),
        ...(c.due_at ? [[t('casework.due'), dueText(c.due_at)] as [string, string]] : []),
      ]}
    />
  );
}
