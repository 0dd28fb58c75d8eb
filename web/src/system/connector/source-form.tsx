import './connector.css';
import { App, Button, Input, InputNumber, Select } from 'antd';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, body } from '@/api/client';
import type { Mapping, SourceView } from '@/api/connectors';
import { queries } from '@/api/queries';
import { useT, type Key } from '@/i18n/desk';
import { RefusalNote } from '@/kit/act-panel';

type Draft = Pick<SourceView, 'name' | 'department' | 'area' | 'protocol' | 'address' | 'topics' | 'auth' | 'account' | 'every_s' | 'limit_s' | 'late_s' | 'wait_s' | 'size' | 'overlap_s' | 'repeats'> & { id: string; secret: string };

/** A mapping to begin with; it is changed on the page of the source, against a sample. */
const firstMapping: Mapping = {
  format: 'json',
  records: 'items',
  target: 'event',
  fields: [
    { to: 'key', from: 'id' },
    { to: 'kind', value: 'other' },
    { to: 'title', from: 'title' },
    { to: 'at', from: 'time' },
  ],
};

const fresh: Draft = { id: '', name: '', department: '', area: '2101', protocol: 'pull', address: '', topics: '', auth: 'none', account: '', secret: '', every_s: 60, limit_s: 300, late_s: 0, wait_s: 15, size: 200, overlap_s: 60, repeats: 0 };

const auths = { pull: ['none', 'bearer', 'basic', 'header'], push: ['hmac', 'bearer'], folder: ['none'], mqtt: ['none', 'basic'] } as const;
const authWords = { none: 'connector.authNone', bearer: 'connector.bearer', basic: 'connector.basic', header: 'connector.header', hmac: 'connector.hmac' } as const;

/** Where a source is, how it comes and how often: for a new one, or one that is there. */
export function SourceForm({ source, readOnly, onSaved }: { source?: SourceView; readOnly?: boolean; onSaved?: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [d, setD] = useState<Draft>(source ? { ...fresh, ...source, secret: '' } : fresh);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const put = <K extends keyof Draft>(k: K, v: Draft[K]) => setD((old) => ({ ...old, [k]: v }));
  const save = async () => {
    setBusy(true);
    setRefusal(undefined);
    const { id, secret, ...rest } = d;
    const declared = { ...rest, address: d.protocol === 'pull' || d.protocol === 'mqtt' ? d.address : '', topics: d.protocol === 'mqtt' ? d.topics : '', ...(secret ? { secret } : {}) };
    const at = { params: { path: { id: source?.id ?? id } } };
    try {
      if (source) await body(api.PUT('/api/connector/sources/{id}', { ...at, body: { name: declared.name, department: declared.department, area: declared.area, protocol: declared.protocol, address: declared.address, topics: declared.topics, auth: declared.auth, account: declared.account, every_s: declared.every_s, limit_s: declared.limit_s, late_s: declared.late_s, wait_s: declared.wait_s, size: declared.size, overlap_s: declared.overlap_s, repeats: declared.repeats, ...(secret ? { secret } : {}), mapping: source.mapping, version: source.version } }));
      else await body(api.POST('/api/connector/sources', { body: { ...declared, id, paused: true, mapping: firstMapping } }));
      message.success(t('connector.saved'));
      void queries.invalidateQueries({ queryKey: ['connectors'] });
      onSaved?.();
      if (!source) void navigate({ to: '/monitor/connectors/$id', params: { id } });
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  const field = (label: Key, input: ReactNode, wide?: boolean, hint?: string) => (
    <label className={wide ? 'wide' : undefined}>
      <span>{t(label)}</span>
      {input}
      {hint && <small className="faint">{hint}</small>}
    </label>
  );
  const number = (k: 'every_s' | 'limit_s' | 'late_s' | 'wait_s' | 'size' | 'overlap_s' | 'repeats', label: Key, min: number, max: number) =>
    field(label, <InputNumber value={d[k]} min={min} max={max} disabled={readOnly} style={{ width: '100%' }} onChange={(v) => put(k, v ?? min)} />);
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      {readOnly && <p className="faint">{t('connector.mayNot')}</p>}
      <div className="source-form">
        {!source && field('connector.id', <Input value={d.id} maxLength={40} required onChange={(e) => put('id', e.target.value)} />, false, t('connector.idHint'))}
        {field('connector.name', <Input value={d.name} maxLength={60} required disabled={readOnly} onChange={(e) => put('name', e.target.value)} />)}
        {field('connector.department', <Input value={d.department} maxLength={60} required disabled={readOnly} onChange={(e) => put('department', e.target.value)} />)}
        {field('connector.area', <Input value={d.area} maxLength={20} required disabled={readOnly} placeholder={t('connector.areaCode')} onChange={(e) => put('area', e.target.value)} />)}
        {field(
          'connector.protocol',
          <Select
            value={d.protocol}
            disabled={readOnly}
            onChange={(v) => setD({ ...d, protocol: v, auth: auths[v][0] })}
            options={(['pull', 'push', 'folder', 'mqtt'] as const).map((v) => ({ value: v, label: t(`connector.${v}`) }))}
          />,
        )}
        {d.protocol === 'pull' && field('connector.address', <Input value={d.address} maxLength={1000} required disabled={readOnly} placeholder="https://…/events?since={since}&limit={size}" onChange={(e) => put('address', e.target.value)} />, true, t('connector.addressHint'))}
        {d.protocol === 'mqtt' && field('connector.address', <Input value={d.address} maxLength={1000} required disabled={readOnly} placeholder="mqtts://broker.example.cn:8883" onChange={(e) => put('address', e.target.value)} />, true, t('connector.brokerHint'))}
        {d.protocol === 'mqtt' && field('connector.topics', <Input.TextArea value={d.topics} rows={3} maxLength={4000} required disabled={readOnly} placeholder={'hydro/+/level\nalarm/#'} onChange={(e) => put('topics', e.target.value)} />, true, t('connector.topicsHint'))}
        {source?.inbox && field('connector.inbox', <Input value={source.inbox} readOnly />, true)}
        {field('connector.auth', <Select value={d.auth} disabled={readOnly} onChange={(v) => put('auth', v)} options={auths[d.protocol].map((v) => ({ value: v, label: t(authWords[v]) }))} />)}
        {(d.auth === 'basic' || d.auth === 'header') && field('connector.account', <Input value={d.account} maxLength={100} disabled={readOnly} onChange={(e) => put('account', e.target.value)} />)}
        {d.auth !== 'none' && field('connector.secret', <Input.Password value={d.secret} maxLength={500} disabled={readOnly} autoComplete="new-password" onChange={(e) => put('secret', e.target.value)} />, false, source?.has_secret ? t('connector.secretKept') : undefined)}
        {d.protocol !== 'push' && d.protocol !== 'mqtt' && number('every_s', 'connector.every', 1, 86_400)}
        {number('limit_s', 'connector.limitS', 0, 2_592_000)}
        {number('late_s', 'connector.lateS', 0, 2_592_000)}
        {(d.protocol === 'pull' || d.protocol === 'mqtt') && number('wait_s', 'connector.waitS', 1, 120)}
        {(d.protocol === 'pull' || d.protocol === 'mqtt') && number('size', d.protocol === 'mqtt' ? 'connector.batch' : 'connector.size', 1, 5_000)}
        {d.protocol === 'pull' && number('overlap_s', 'connector.overlap', 0, 86_400)}
        {d.protocol === 'pull' && number('repeats', 'connector.repeats', 0, 1_000)}
      </div>
      {refusal !== undefined && <RefusalNote error={refusal} />}
      {!readOnly && (
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy} data-do="save-source">
            {t('connector.save')}
          </Button>
        </div>
      )}
    </form>
  );
}
