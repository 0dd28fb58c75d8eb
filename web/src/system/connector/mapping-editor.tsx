import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { api, body } from '@/api/client';
import { targetsQuery, type Mapping, type SourceView, type Trial } from '@/api/connectors';
import { queries } from '@/api/queries';
import { useT, type Key } from '@/i18n/desk';
import { RefusalNote } from '@/kit/act-panel';
import { Panel } from '@/kit/page';
import { FieldTable } from './field-table';
import { TrialResult } from './trial-result';

const systems = ['wgs84', 'cgcs2000', 'gcj02', 'bd09', 'gk3-123', 'gk3-zone'] as const;

/** How records become ours, tried against a sample before it is saved. */
export function MappingEditor({ source, readOnly }: { source: SourceView; readOnly?: boolean }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Mapping>();
  const [sample, setSample] = useState('');
  const [trial, setTrial] = useState<Trial>();
  const [busy, setBusy] = useState<'fetch' | 'try' | 'save'>();
  const [refusal, setRefusal] = useState<unknown>();
  const targets = useQuery(targetsQuery);
  const m = draft ?? source.mapping;
  const put = (change: Partial<Mapping>) => setDraft({ ...m, ...change });
  const act = async (what: typeof busy, f: () => Promise<void>) => {
    setBusy(what);
    setRefusal(undefined);
    try {
      await f();
    } catch (e) {
      setTrial(undefined);
      setRefusal(e);
    } finally {
      setBusy(undefined);
    }
  };
  const tryIt = () => act('try', async () => setTrial(await body(api.POST('/api/connector/try', { body: { mapping: m, sample } }))));
  const fetchIt = () => act('fetch', async () => setSample((await body(api.POST('/api/connector/sources/{id}/sample', { params: { path: { id: source.id } } }))).text));
  const save = () =>
    act('save', async () => {
      const { name, department, area, protocol, address, topics, auth, account, every_s, limit_s, late_s, wait_s, size, overlap_s, repeats, version } = source;
      await body(api.PUT('/api/connector/sources/{id}', { params: { path: { id: source.id } }, body: { name, department, area, protocol, address, topics, auth, account, every_s, limit_s, late_s, wait_s, size, overlap_s, repeats, version, mapping: m } }));
      message.success(t('connector.saved'));
      setDraft(undefined);
      void queries.invalidateQueries({ queryKey: ['connectors'] });
    });
  const field = (label: Key, input: ReactNode) => (
    <label>
      <span>{t(label)}</span>
      {input}
    </label>
  );
  const path = (k: 'records' | 'next' | 'backlog', label: Key) => field(label, <Input value={m[k] ?? ''} maxLength={200} disabled={readOnly} onChange={(e) => put({ [k]: e.target.value || undefined })} />);
  return (
    <div className="stack">
      <Panel
        title={t('connector.mapping')}
        extra={
          !readOnly && (
            <span className="row">
              {draft && <span className="faint">{t('connector.unsaved')}</span>}
              <Button type="primary" disabled={!draft} loading={busy === 'save'} data-do="save-mapping" onClick={() => void save()}>
                {t('connector.save')}
              </Button>
            </span>
          )
        }
      >
        <div className="mapping-head">
          {field('connector.format', <Select value={m.format} disabled={readOnly} onChange={(v) => put({ format: v })} options={(['json', 'csv', 'xml'] as const).map((v) => ({ value: v, label: v.toUpperCase() }))} />)}
          {path('records', 'connector.recordsPath')}
          {field('connector.target', <Select value={m.target} disabled={readOnly} onChange={(v) => put({ target: v })} options={(targets.data?.items ?? []).map((x) => ({ value: x.name as Mapping['target'], label: say(x.title) }))} />)}
          {m.target === 'element' && field('connector.kind', <Select showSearch={{ optionFilterProp: 'label' }} value={m.kind} disabled={readOnly} onChange={(v) => put({ kind: v })} options={(targets.data?.kinds ?? []).map((k) => ({ value: k.name, label: say(k.title) }))} />)}
          {field('connector.crs', <Select value={m.crs || 'wgs84'} disabled={readOnly} onChange={(v) => put({ crs: v })} options={systems.map((v) => ({ value: v, label: v.toUpperCase() }))} />)}
          {field(
            'connector.times',
            <Select
              value={m.times || 'rfc3339'}
              disabled={readOnly}
              onChange={(v) => put({ times: v })}
              options={[
                { value: 'rfc3339', label: t('connector.timesRfc') },
                { value: 'local', label: t('connector.timesLocal') },
                { value: 'unix', label: t('connector.timesUnix') },
                { value: 'unix-ms', label: t('connector.timesMilli') },
              ]}
            />,
          )}
          {source.protocol !== 'mqtt' && path('next', 'connector.next')}
          {source.protocol !== 'mqtt' && path('backlog', 'connector.backlogPath')}
        </div>
        <FieldTable fields={m.fields} target={targets.data?.items?.find((x) => x.name === m.target)} readOnly={readOnly} onChange={(fields) => put({ fields })} />
        {!readOnly && (
          <Button size="small" onClick={() => put({ fields: [...m.fields, { to: '' }] })}>
            {t('connector.addField')}
          </Button>
        )}
      </Panel>
      {!readOnly && (
        <Panel title={t('connector.sample')}>
          <p className="faint">{t(source.protocol === 'mqtt' ? 'connector.sampleMqtt' : 'connector.sampleHint')}</p>
          <Input.TextArea className="sample-text" rows={8} value={sample} spellCheck={false} aria-label={t('connector.sample')} onChange={(e) => setSample(e.target.value)} />
          <div className="row">
            {source.protocol !== 'push' && (
              <Button loading={busy === 'fetch'} data-do="fetch-sample" onClick={() => void fetchIt()}>
                {t('connector.fetch')}
              </Button>
            )}
            <Button type="primary" disabled={!sample.trim()} loading={busy === 'try'} data-do="try-mapping" onClick={() => void tryIt()}>
              {t('connector.try')}
            </Button>
          </div>
          {refusal !== undefined && <RefusalNote error={refusal} />}
          {trial && <TrialResult trial={trial} onAdd={(from) => put({ fields: [...m.fields, { to: '', from }] })} />}
        </Panel>
      )}
    </div>
  );
}
