import './import.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Button, Popconfirm, Progress, Steps } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { cancelImport, importQuery, outlineKind, runImport, type Import } from '@/api/exchange';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded } from '@/kit/states';
import { Mapping } from './import-mapping';
import { Faults, Tally } from './import-parts';

const OutlinePreview = lazy(() => import('./outline-preview'));

/** 导入向导: one import from its mapping to its result. The state of the server says which step is shown. */
export default function ImportPage() {
  const { id } = useParams({ from: '/grid/imports/$id' });
  const job = useQuery(importQuery(id));
  return <Loaded of={job}>{(j) => <Wizard job={j} />}</Loaded>;
}

const stepOf = { waiting: 1, checking: 2, checked: 2, running: 3, done: 4, failed: 2, cancelled: 2 } as const;

function Wizard({ job }: { job: Import }) {
  const { t, say } = useT();
  const [remap, setRemap] = useState(false);
  const mapping = job.state === 'waiting' || remap;
  const began = job.started_at !== null && job.started_at !== undefined;
  const step = mapping ? 1 : (job.state === 'failed' || job.state === 'cancelled') && began ? 3 : stepOf[job.state];
  return (
    <>
      <PageHead title={job.name} note={`${say(job.kind_title)} · ${job.person_name} · ${job.format.toUpperCase()}${job.encoding ? ` · ${job.encoding}` : ''}`}>
        <Link to="/grid/imports">{t('exchange.title')}</Link>
      </PageHead>
      <Steps
        className="import-steps"
        current={step}
        status={job.state === 'failed' && !mapping ? 'error' : undefined}
        items={(['File', 'Mapping', 'Check', 'Run', 'Result'] as const).map((s) => ({ title: t(`exchange.step${s}`) }))}
      />
      <Panel title={<span data-state={job.state}>{t(`exchange.${job.state}`)}</span>}>
        {mapping ? <Mapping job={job} done={() => setRemap(false)} /> : <Stage job={job} began={began} remap={() => setRemap(true)} />}
      </Panel>
    </>
  );
}

function Stage({ job, began, remap }: { job: Import; began: boolean; remap: () => void }) {
  const { t, say } = useT();
  switch (job.state) {
    case 'checking':
      return (
        <>
          <Progress percent={100} status="active" showInfo={false} aria-label={t('exchange.checking')} />
          <p role="status">{t('exchange.checkedSoFar', { n: count(job.counts.rows) })}</p>
          <Acts job={job} cancel />
        </>
      );
    case 'running':
      return (
        <>
          <Progress percent={job.expected.rows ? Math.floor((100 * job.counts.rows) / job.expected.rows) : 0} status="active" aria-label={t('exchange.running')} />
          <p role="status">
            {t('exchange.progress', { n: count(job.counts.rows), all: count(job.expected.rows) })} <span className="faint">{t('exchange.stay')}</span>
          </p>
          <Acts job={job} cancel />
        </>
      );
    case 'checked':
      return <Result job={job} remap={remap} />;
    case 'done':
      return <Result job={job} />;
    default:
      return (
        <>
          {say(job.refusal) && <Alert type="error" showIcon title={say(job.refusal)} style={{ marginBottom: 12 }} />}
          {began && <Tally counts={job.counts} />}
          <Acts job={job} goOn={began} remap={began ? undefined : remap} />
        </>
      );
  }
}

/** The result of the dry run or of the run. */
function Result({ job, remap }: { job: Import; remap?: () => void }) {
  const { t } = useT();
  const counts = job.state === 'done' ? job.counts : job.expected;
  const useful = counts.new + counts.changed;
  const outlines = job.kind === outlineKind;
  return (
    <>
      <Tally counts={counts} />
      {job.state === 'checked' && counts.wrong === 0 && <Alert type="success" showIcon title={t(useful > 0 ? 'exchange.allGood' : 'exchange.noChange')} />}
      {job.state === 'checked' ? (
        <Acts job={job} run={outlines && counts.wrong > 0 ? 0 : useful} remap={remap} cancel />
      ) : outlines ? (
        <div className="import-acts">
          <Link to="/grid/outlines">
            <Button type="primary">{t('exchange.outlinesTitle')}</Button>
          </Link>
        </div>
      ) : (
        <div className="import-acts">
          <Link to="/grid/elements" search={{ kind: job.kind }}>
            <Button type="primary">{t('exchange.toRegister')}</Button>
          </Link>
          <Link to="/grid/imports/new" search={{ kind: job.kind }}>
            <Button>{t('exchange.another')}</Button>
          </Link>
        </div>
      )}
      {outlines && (
        <Suspense>
          <OutlinePreview job={job} />
        </Suspense>
      )}
      {counts.wrong > 0 && <Faults job={job} />}
    </>
  );
}

/** The act that brings it in; that of outlines is asked about once more, since it is one for all of them. */
function Run(props: { job: Import; n?: number; goOn?: boolean; busy: boolean; go: () => void }) {
  const { t } = useT();
  const outlines = props.job.kind === outlineKind;
  const n = count(props.n ?? 0);
  const button = (
    <Button type="primary" disabled={props.n === 0} loading={props.busy} onClick={outlines ? undefined : props.go} data-do="run">
      {props.goOn ? t('exchange.goOn') : t(outlines ? 'exchange.outlineConfirm' : 'exchange.run', { n })}
    </Button>
  );
  if (!outlines) return button;
  return (
    <Popconfirm title={t('exchange.outlineConfirm', { n })} description={t('exchange.outlineConfirmAsk')} disabled={props.n === 0} onConfirm={props.go} okButtonProps={{ id: 'confirm-outlines' }}>
      {button}
    </Popconfirm>
  );
}

function Acts(props: { job: Import; run?: number; remap?: () => void; cancel?: boolean; goOn?: boolean }) {
  const { t } = useT();
  const cache = useQueryClient();
  const { job } = props;
  const settle = {
    onSuccess: (now: Import) => {
      cache.setQueryData(importQuery(job.id).queryKey, now);
      void cache.invalidateQueries({ queryKey: ['imports'] });
      void cache.invalidateQueries({ queryKey: ['elements'] });
      void cache.invalidateQueries({ queryKey: ['counts'] });
      void cache.invalidateQueries({ queryKey: ['outlines'] });
      void cache.invalidateQueries({ queryKey: ['border-acts'] });
    },
  };
  const run = useMutation({ mutationFn: () => runImport(job.id), ...settle });
  const cancel = useMutation({ mutationFn: () => cancelImport(job.id), ...settle });
  const error = run.error ?? cancel.error;
  return (
    <>
      <div className="import-acts">
        {(props.run !== undefined || props.goOn) && (
          <Run job={job} n={props.run} goOn={props.goOn} busy={run.isPending} go={() => run.mutate()} />
        )}
        {props.remap && (
          <Button onClick={props.remap} data-do="remap">
            {t('exchange.remap')}
          </Button>
        )}
        {props.cancel && (
          <Popconfirm title={t('exchange.cancelAsk')} onConfirm={() => cancel.mutate()}>
            <Button loading={cancel.isPending} data-do="cancel">
              {t('exchange.cancel')}
            </Button>
          </Popconfirm>
        )}
      </div>
      {error !== null && <Alert type="error" showIcon title={errorSentence(error, t)} />}
    </>
  );
}
