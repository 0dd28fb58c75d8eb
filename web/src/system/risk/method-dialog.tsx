import { App, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { RiskMethod } from '@/api/risk';
import { useT } from '@/i18n/desk';
import { useActing } from '@/kit/use-act';
import { GradeTag } from './words';

/** Lowers the cut-offs of a method for the whole city. The server refuses what is looser anywhere. */
export function MethodDialog({ m, onClose }: { m: RiskMethod; onClose: () => void }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const [from, setFrom] = useState(m.bands.map((b) => b.from));
  const [why, setWhy] = useState('');
  const [busy, act] = useActing('risk');
  const save = async () => {
    const bands = m.bands.map((b, i) => ({ ...b, from: from[i] ?? b.from }));
    let regraded = 0;
    const ok = await act(async () => {
      regraded = (await body(api.POST('/api/risk/methods/{id}', { params: { path: { id: m.id as 'lec' } }, body: { version: m.version, bands, why: why.trim() } }))).regraded;
    }, t('risk.saved'));
    if (!ok) return;
    void message.success(t('risk.tightened', { n: regraded }));
    onClose();
  };
  return (
    <Modal open title={t('risk.tightenTitle', { name: say(m.title) })} okText={t('risk.save')} cancelText={t('kit.cancel')} confirmLoading={busy} okButtonProps={{ disabled: why.trim().length < 4 }} onOk={() => void save()} onCancel={onClose} destroyOnHidden mask={{ closable: false }}>
      <div className="risk-form">
        <p className="faint">{t('risk.tightenHint')}</p>
        <ul className="risk-bands">
          {m.bands.map((b, i) => (
            <li key={i}>
              <InputNumber min={0} precision={0} disabled={i === m.bands.length - 1} value={from[i]} onChange={(v) => setFrom(from.map((x, j) => (j === i ? (v ?? 0) : x)))} aria-label={`${t('risk.cutoffs')} ${i + 1} ${say(b.class)}`} />
              <GradeTag risk={b.risk} />
              <span className="faint">{say(b.class)}</span>
            </li>
          ))}
        </ul>
        <label>
          {t('risk.basis')}
          <Input maxLength={300} value={why} onChange={(e) => setWhy(e.target.value)} />
        </label>
      </div>
    </Modal>
  );
}
