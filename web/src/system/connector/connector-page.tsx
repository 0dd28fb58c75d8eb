import './connector.css';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { sourceQuery, type SourceView } from '@/api/connectors';
import { queries } from '@/api/queries';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Facts, PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded } from '@/kit/states';
import { TabBar } from '@/kit/tab-bar';
import { Since, spanText, TimeText } from '@/kit/time-text';
import { HealthPlot } from './health-plot';
import { MappingEditor } from './mapping-editor';
import { RunTable } from './run-table';
import { SourceForm } from './source-form';
import { StateTag } from './state-tag';

/** One source: how it stands and stood, what its runs brought, how its records become ours. */
export default function ConnectorPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const source = useQuery(sourceQuery(id));
  return <Loaded of={source}>{(s) => <Source key={s.id} source={s} />}</Loaded>;
}

function Source({ source: s }: { source: SourceView }) {
  const { t, say } = useT();
  const [tab, setTab] = useState('overview');
  const mayPut = useMay('connector.source.put');
  const st = s.status;
  const why = say(st.error) || (st.state === 'broken' ? t('connector.silent') : '');
  return (
    <>
      <PageHead title={s.name} note={`${s.department} · ${t(`connector.${s.protocol}`)}`}>
        <Acts source={s} />
      </PageHead>
      <div className="stack">
        <Panel>
          <Facts
            items={[
              [t('connector.state'), <StateTag key="s" state={st.state} text={st.state_text} />],
              [t('connector.lastGood'), st.last_good ? <Since key="g" at={st.last_good} /> : t('connector.never')],
              [t('connector.lag'), s.lag_s === undefined ? '' : spanText(Math.max(0, s.lag_s) * 1000, t)],
              [t('connector.backlog'), st.backlog < 0 ? t('connector.backlogUnknown') : t('connector.records', { n: count(st.backlog) })],
              [t('connector.taken'), t('connector.records', { n: count(st.taken) })],
              [t('connector.refused'), t('connector.records', { n: count(st.refused) })],
              [t('connector.failures'), count(st.failures)],
              [t('connector.limit'), s.limit_s ? spanText(s.limit_s * 1000, t) : t('connector.noLimit')],
              ...(s.protocol === 'push' ? [] : [[t('connector.nextTry'), <TimeText key="n" at={st.next_at} style="clock" />] as [string, React.ReactNode]]),
            ]}
          />
          {why && (
            <p role="status" data-why>
              <b>{t('connector.problem')}：</b>
              {why} {st.sample && <code>{st.sample}</code>}
            </p>
          )}
        </Panel>
        <TabBar
          label={s.name}
          active={tab}
          onChange={setTab}
          items={[
            {
              key: 'overview',
              label: t('connector.overview'),
              children: (
                <div className="stack">
                  <HealthPlot id={s.id} />
                  <RunTable id={s.id} />
                </div>
              ),
            },
            { key: 'mapping', label: t('connector.mapping'), children: <MappingEditor source={s} readOnly={!mayPut} /> },
            { key: 'settings', label: t('connector.settings'), children: <SourceForm key={s.version} source={s} readOnly={!mayPut} /> },
          ]}
        />
      </div>
    </>
  );
}

/** Pause, resume, ask now. */
function Acts({ source: s }: { source: SourceView }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  if (!useMay('connector.source.run')) return null;
  const act = async (f: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await f();
      message.success(done);
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: ['connectors'] });
    }
  };
  const path = { params: { path: { id: s.id } } };
  if (s.paused) {
    return (
      <Button type="primary" loading={busy} data-do="resume" onClick={() => void act(() => body(api.POST('/api/connector/sources/{id}/resume', path)), t('connector.resumed'))}>
        {t('connector.resume')}
      </Button>
    );
  }
  return (
    <>
      <Button loading={busy} data-do="pause" onClick={() => void act(() => body(api.POST('/api/connector/sources/{id}/pause', path)), t('connector.paused'))}>
        {t('connector.pause')}
      </Button>
      {s.protocol !== 'push' && (
        <Button type="primary" loading={busy} data-do="run" onClick={() => void act(() => body(api.POST('/api/connector/sources/{id}/run', path)), t('connector.running'))}>
          {t('connector.run')}
        </Button>
      )}
    </>
  );
}
