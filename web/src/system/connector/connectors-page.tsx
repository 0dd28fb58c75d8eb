import './connector.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { sourcesQuery, type SourceView } from '@/api/connectors';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { TextFilter } from '@/kit/filters';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { Since, spanText } from '@/kit/time-text';
import { SourceForm } from './source-form';
import { StateTag } from './state-tag';

const bad = ['broken', 'lying', 'late'];

/** All sources, the worst first: how each stands, when it last told something, and what is wrong. */
export default function ConnectorsPage() {
  const { t } = useT();
  const sources = useQuery(sourcesQuery);
  const mayPut = useMay('connector.source.put');
  const [adding, setAdding] = useState(false);
  const [q, setQ] = useState('');
  const go = useNavigate();
  const only = useSearch({ from: '/monitor/connectors' }).state === 'bad';
  const all = sources.data?.items ?? [];
  const wrong = all.filter((s) => bad.includes(s.status.state)).length;
  const shown = all.filter((s) => (!only || bad.includes(s.status.state)) && `${s.name} ${s.department} ${s.id}`.includes(q.trim()));
  return (
    <>
      <PageHead title={t('connector.title')} note={all.length > 0 && (wrong ? t('connector.counts', { all: all.length, bad: wrong }) : t('connector.allFine', { all: all.length }))}>
        {mayPut && (
          <Button type="primary" data-do="add-source" onClick={() => setAdding(true)}>
            {t('connector.add')}
          </Button>
        )}
      </PageHead>
      {(all.length > 8 || only) && (
        <div className="filters">
          <button type="button" className={only ? 'chip on' : 'chip'} aria-pressed={only} onClick={() => void go({ to: '/monitor/connectors', search: only ? {} : { state: 'bad' }, replace: true })}>
            {t('connector.onlyBad')} {wrong}
          </button>
          <TextFilter value={q} onChange={setQ} hint={t('connector.search')} />
        </div>
      )}
      <Loaded of={sources}>
        {() =>
          shown.length === 0 ? (
            <Nothing title={t('connector.none')} hint={t('connector.noneHint')} />
          ) : (
            <ul className="sources">
              {shown.map((s) => (
                <li key={s.id}>
                  <SourceLine source={s} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Drawer open={adding} title={t('connector.add')} size="large" onClose={() => setAdding(false)} destroyOnHidden>
        <SourceForm onSaved={() => setAdding(false)} />
      </Drawer>
    </>
  );
}

function SourceLine({ source: s }: { source: SourceView }) {
  const { t, say } = useT();
  const st = s.status;
  const what = say(st.error) || (st.state === 'broken' ? t('connector.silent') : '');
  return (
    <Link to="/monitor/connectors/$id" params={{ id: s.id }} className="source-line" data-source={s.id} data-state={st.state}>
      <StateTag state={st.state} text={st.state_text} />
      <span className="who">
        <b>{s.name}</b> <span className="faint">{s.department}</span>
      </span>
      <span>
        <span className="faint label">{t('connector.lastGood')}</span>
        {st.last_good ? <Since at={st.last_good} /> : t('connector.never')}
      </span>
      <span>
        <span className="faint label">{t('connector.lag')}</span>
        <span className="num">{s.lag_s === undefined ? '–' : spanText(Math.max(0, s.lag_s) * 1000, t)}</span>
      </span>
      <span>
        <span className="faint label">{t('connector.backlog')}</span>
        <span className="num">{st.backlog < 0 ? '–' : t('connector.records', { n: count(st.backlog) })}</span>
      </span>
      <span className="what">{what}</span>
    </Link>
  );
}
