import { App, Button, Input, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import type { RiskContent, RiskPoint } from '@/api/risk';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { useRiskWords } from './words';

const empty: RiskContent = { factors: [{ class: 'things', text: '' }], accidents: [], measures: [], owners: [] };

/** Enters a risk point of an enterprise, or changes one. */
export function PointDialog(props: { enterprise: string; name: string; point?: RiskPoint; content?: RiskContent; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const { form, options, word } = useRiskWords();
  const p = props.point;
  const [head, setHead] = useState({ unit: p?.unit ?? '', name: p?.name ?? '', place: p?.place ?? '', kind: p?.kind ?? 'facility' });
  const [c, setC] = useState<RiskContent>(props.content ?? empty);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const change = <K extends keyof RiskContent>(k: K, v: RiskContent[K]) => setC({ ...c, [k]: v });
  const owner = (control: string) => c.owners.find((o) => o.control === control);
  const setOwner = (control: string, v: { name?: string; post?: string }) => {
    const now = { control: control as 'company', name: '', post: '', ...owner(control), ...v };
    change('owners', [...c.owners.filter((o) => o.control !== control), ...(now.name || now.post ? [now] : [])]);
  };
  const save = async () => {
    setBusy(true);
    setFailed('');
    const order = (form?.controls ?? []).map((x) => x.key);
    const sent = {
      ...head,
      place: head.place.trim() || undefined,
      content: {
        ...c,
        owners: c.owners.toSorted((a, b) => order.indexOf(a.control) - order.indexOf(b.control)).map((o) => ({ ...o, post: o.post?.trim() || undefined })),
        measures: c.measures.map((m) => ({ ...m, cycle: m.check === 'inspection' ? m.cycle : undefined, sensor: m.check === 'sensor' ? m.sensor : undefined })),
      },
    };
    try {
      if (p) await body(api.POST('/api/risk/points/{id}', { params: { path: { id: p.id } }, body: { ...sent, version: p.version } }));
      else await body(api.POST('/api/risk/enterprises/{id}/points', { params: { path: { id: props.enterprise } }, body: sent }));
      void message.success(t('risk.saved'));
      void queries.invalidateQueries({ queryKey: ['risk'] });
      props.onClose();
    } catch (e) {
      setFailed(errorSentence(e, t));
    } finally {
      setBusy(false);
    }
  };
  const whole = head.unit.trim() && head.name.trim().length > 1 && c.accidents.length > 0 && c.factors.length > 0 && c.factors.every((f) => f.text.trim().length > 1);
  return (
    <Modal
      open
      width={980}
      title={p ? t('risk.editOf', { name: p.name }) : t('risk.addTo', { name: props.name })}
      okText={t('risk.save')}
      cancelText={t('kit.cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: !whole }}
      onOk={() => void save()}
      onCancel={props.onClose}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <div className="risk-form">
        {p?.risk && form && <span className="faint">{t('risk.editHint', { n: form.sooner })}</span>}
        <div className="risk-pair">
          <label>
            {t('risk.unit')}
            <Input id="risk-unit" maxLength={60} value={head.unit} onChange={(e) => setHead({ ...head, unit: e.target.value })} />
          </label>
          <label>
            {t('risk.name')}
            <Input id="risk-name" maxLength={80} value={head.name} onChange={(e) => setHead({ ...head, name: e.target.value })} />
          </label>
          <label>
            {t('risk.place')}
            <Input id="risk-place" maxLength={120} value={head.place} onChange={(e) => setHead({ ...head, place: e.target.value })} />
          </label>
          <div className="risk-score">
            <span>{t('risk.kind')}</span>
            <Segmented value={head.kind} onChange={(v) => setHead({ ...head, kind: v as typeof head.kind })} options={options('kinds')} aria-label={t('risk.kind')} />
          </div>
        </div>
        <section>
          <h3>{t('risk.factors')}</h3>
          {c.factors.map((f, i) => {
            const set = (v: Partial<typeof f>) => change('factors', c.factors.map((x, j) => (j === i ? { ...x, ...v } : x)));
            return (
              <div key={i} className="risk-line factor">
                <Select aria-label={`${t('risk.factorClass')} ${i + 1}`} value={f.class} onChange={(v) => set({ class: v })} options={options('factors') as never} />
                <Input aria-label={`${t('risk.factorText')} ${i + 1}`} placeholder={t('risk.factorText')} maxLength={200} value={f.text} onChange={(e) => set({ text: e.target.value })} />
                <Button size="small" type="text" aria-label={`${t('risk.removeLine')} ${t('risk.factors')} ${i + 1}`} disabled={c.factors.length === 1} onClick={() => change('factors', c.factors.filter((_, j) => j !== i))}>✕</Button>
              </div>
            );
          })}
          <div>
            <Button size="small" aria-label={`${t('risk.addLine')} ${t('risk.factors')}`} onClick={() => change('factors', [...c.factors, { class: 'things', text: '' }])}>{t('risk.addLine')}</Button>
          </div>
        </section>
        <label>
          {t('risk.accidents')}
          <Select id="risk-accidents" mode="multiple" value={c.accidents} onChange={(v) => change('accidents', v)} options={options('accidents')} showSearch={{ optionFilterProp: 'label' }} aria-label={t('risk.accidents')} />
        </label>
        <section>
          <h3>{t('risk.measures')}</h3>
          {c.measures.map((m, i) => {
            const set = (v: Partial<typeof m>) => change('measures', c.measures.map((x, j) => (j === i ? { ...x, ...v } : x)));
            return (
              <div key={i} className="risk-line measure">
                <Select aria-label={`${t('risk.measureKind')} ${i + 1}`} value={m.kind} onChange={(v) => set({ kind: v })} options={options('measures') as never} />
                <Input aria-label={`${t('risk.measure')} ${i + 1}`} placeholder={t('risk.measure')} maxLength={300} value={m.text} onChange={(e) => set({ text: e.target.value })} />
                <Input aria-label={`${t('risk.owner')} ${i + 1}`} placeholder={t('risk.owner')} maxLength={60} value={m.owner} onChange={(e) => set({ owner: e.target.value })} />
                <Select aria-label={`${t('risk.check')} ${i + 1}`} value={m.check} onChange={(v) => set({ check: v })} options={options('checks') as never} />
                {m.check === 'sensor' ? (
                  <Input aria-label={`${t('risk.sensor')} ${i + 1}`} placeholder={t('risk.sensor')} maxLength={80} value={m.sensor ?? ''} onChange={(e) => set({ sensor: e.target.value })} />
                ) : (
                  <Select aria-label={`${t('risk.cycle')} ${i + 1}`} placeholder={t('risk.cycle')} value={m.cycle || undefined} onChange={(v) => set({ cycle: v })} options={options('cycles') as never} />
                )}
                <Button size="small" type="text" aria-label={`${t('risk.removeLine')} ${t('risk.measures')} ${i + 1}`} onClick={() => change('measures', c.measures.filter((_, j) => j !== i))}>✕</Button>
              </div>
            );
          })}
          <div>
            <Button size="small" aria-label={`${t('risk.addLine')} ${t('risk.measures')}`} onClick={() => change('measures', [...c.measures, { kind: 'engineering', text: '', owner: '', check: 'inspection' }])}>{t('risk.addLine')}</Button>
          </div>
        </section>
        <section>
          <h3>{t('risk.owners')}</h3>
          {(form?.controls ?? []).map((x) => (
            <div key={x.key} className="risk-line owner">
              <span>{word('controls', x.key)}</span>
              <Input aria-label={`${word('controls', x.key)} ${t('risk.ownerName')}`} placeholder={t('risk.ownerName')} maxLength={40} value={owner(x.key)?.name ?? ''} onChange={(e) => setOwner(x.key, { name: e.target.value })} />
              <Input aria-label={`${word('controls', x.key)} ${t('risk.ownerPost')}`} placeholder={t('risk.ownerPost')} maxLength={40} value={owner(x.key)?.post ?? ''} onChange={(e) => setOwner(x.key, { post: e.target.value })} />
            </div>
          ))}
        </section>
        <label>
          {t('risk.remark')}
          <Input.TextArea rows={2} maxLength={500} value={c.note ?? ''} onChange={(e) => change('note', e.target.value)} />
        </label>
        {failed && <p className="overdue" role="alert">{failed}</p>}
      </div>
    </Modal>
  );
}
