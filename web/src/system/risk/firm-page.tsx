import './risk.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { App, Button, Checkbox, Modal, Popover } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { riskEnterpriseQuery, type RiskEnterprise, type RiskPoint } from '@/api/risk';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { risks } from '@/kit/risk-tag';
import { Loaded, Nothing } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { GradeDialog } from './grade-dialog';
import { PointDialog } from './point-dialog';
import { DueTag, FourBar, GradeTag, useRiskWords } from './words';

type Shown = 'red' | 'orange' | 'yellow' | 'blue' | 'ungraded';
const shades: Shown[] = [...risks, 'ungraded'];

/** The four-colour picture of an enterprise: its points by unit, and what its sector suggests. */
export default function RiskFirmPage() {
  const { t, say } = useT();
  const { id } = useParams({ strict: false }) as { id: string };
  const firm = useQuery(riskEnterpriseQuery(id));
  const keeps = useMay('risk.point.keep');
  const [dialog, setDialog] = useState<'add' | 'suggest' | 'assess'>();
  const [chosen, setChosen] = useState<string[]>([]);
  const f = firm.data;
  const picked = (f?.points ?? []).filter((p) => chosen.includes(p.id) && !p.case && !p.removed);
  const close = () => setDialog(undefined);
  return (
    <>
      <PageHead title={f?.name ?? t('risk.enterprise')} note={f && [f.area_name, f.sector && say(f.sector_title)].filter(Boolean).join(' · ')}>
        {keeps && f && <Button type="primary" data-do="assess-many" disabled={picked.length === 0} onClick={() => setDialog('assess')}>{t('risk.assessMany', { n: picked.length })}</Button>}
        {keeps && f && <Button data-do="add" onClick={() => setDialog('add')}>{t('risk.add')}</Button>}
        {keeps && f && <Button data-do="suggest" onClick={() => setDialog('suggest')}>{t('risk.suggest', { n: f.suggestions.length })}</Button>}
        <Link to="/grid/elements/$id" params={{ id }}>{t('risk.file')}</Link>
      </PageHead>
      <Loaded of={firm}>
        {(d) => <FirmBody f={d} chosen={keeps ? chosen : undefined} onChosen={setChosen} onSuggest={keeps ? () => setDialog('suggest') : undefined} />}
      </Loaded>
      {f && dialog === 'add' && <PointDialog enterprise={id} name={f.name} onClose={close} />}
      {f && dialog === 'suggest' && <SuggestDialog f={f} onClose={close} />}
      {f && dialog === 'assess' && (
        <GradeDialog
          enterprise={id}
          name={f.name}
          points={picked}
          onClose={() => {
            close();
            setChosen([]);
          }}
        />
      )}
    </>
  );
}

function FirmBody({ f, chosen, onChosen, onSuggest }: { f: RiskEnterprise; chosen?: string[]; onChosen: (ids: string[]) => void; onSuggest?: () => void }) {
  const { t, say } = useT();
  const [only, setOnly] = useState<Shown>();
  const [removed, setRemoved] = useState(false);
  const points = f.points.filter((p) => (removed || !p.removed) && (!only || (p.risk || 'ungraded') === only));
  const units = [...new Set(points.map((p) => p.unit))];
  return (
    <>
      <div className="risk-picture" role="group" aria-label={t('risk.picture')}>
        {shades.map((x) => (
          <button key={x} type="button" className={x} aria-pressed={only === x} data-shade={x} onClick={() => setOnly(only === x ? undefined : x)}>
            <b>{f.rating.counts[x]}</b>
            <span>{x === 'ungraded' ? t('risk.ungraded') : t(x === 'red' ? 'kit.riskRed' : x === 'orange' ? 'kit.riskOrange' : x === 'yellow' ? 'kit.riskYellow' : 'kit.riskBlue')}</span>
          </button>
        ))}
      </div>
      <Panel>
        <Facts
          items={[
            [t('risk.worst'), <GradeTag key="w" risk={f.rating.worst} />],
            [
              t('risk.rating'),
              <span key="r" className="row">
                <GradeTag risk={f.rating.risk} />
                <Popover
                  trigger="click"
                  content={
                    <ol className="risk-steps">
                      {f.rating.steps.map((s, i) => (
                        <li key={i}>{say(s)}</li>
                      ))}
                    </ol>
                  }
                >
                  <Button type="link" size="small">{t('risk.showWorking')}</Button>
                </Popover>
              </span>,
            ],
            [t('risk.registered'), <GradeTag key="g" risk={f.registered} />],
            [t('risk.picture'), <FourBar key="b" counts={f.rating.counts} words={false} />],
          ]}
        />
      </Panel>
      <div style={{ marginTop: 12 }}>
        <Panel title={t('risk.point')} extra={f.points.some((p) => p.removed) && <Checkbox checked={removed} onChange={(e) => setRemoved(e.target.checked)}>{t('risk.showRemoved')}</Checkbox>}>
          {f.points.length === 0 ? (
            <Nothing title={t('risk.noPoints')} hint={t('risk.noPointsHint')} action={onSuggest && f.suggestions.length > 0 && <Button type="primary" onClick={onSuggest}>{t('risk.suggest', { n: f.suggestions.length })}</Button>} />
          ) : points.length === 0 ? (
            <Nothing title={t('risk.none')} />
          ) : (
            units.map((u) => <Unit key={u} unit={u} points={points.filter((p) => p.unit === u)} chosen={chosen} onChosen={onChosen} />)
          )}
        </Panel>
      </div>
    </>
  );
}

/** One unit of analysis: its points, the gravest first. */
function Unit({ unit, points, chosen, onChosen }: { unit: string; points: RiskPoint[]; chosen?: string[]; onChosen: (ids: string[]) => void }) {
  const { t } = useT();
  const { word } = useRiskWords();
  return (
    <section className="risk-unit">
      <h3>{unit}</h3>
      <ul className="risk-points">
        {points.map((p) => (
          <li key={p.id} data-firm-point={p.id}>
            {chosen ? (
              <Checkbox
                aria-label={p.name}
                disabled={p.case !== '' || p.removed}
                checked={chosen.includes(p.id) && !p.case}
                onChange={(e) => onChosen(e.target.checked ? [...chosen, p.id] : chosen.filter((x) => x !== p.id))}
              />
            ) : (
              <span />
            )}
            {p.removed ? <span className="tag tag-plain">{t('risk.removed')}</span> : <GradeTag risk={p.risk} />}
            <Link to="/risk/points/$id" params={{ id: p.id }}>{p.name}</Link>
            <span className="faint">{[p.place, word('kinds', p.kind), p.control && word('controls', p.control)].filter(Boolean).join(' · ')}</span>
            <DueTag due={p.due} pending={p.case !== ''} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Takes suggestions over as points, many at once. */
function SuggestDialog({ f, onClose }: { f: RiskEnterprise; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const { word } = useRiskWords();
  const [keys, setKeys] = useState(() => f.suggestions.filter((g) => g.sector !== '').map((g) => g.key));
  const [busy, act] = useActing('risk');
  const take = async () => {
    let n = 0;
    const ok = await act(async () => {
      n = (await body(api.POST('/api/risk/enterprises/{id}/suggestions', { params: { path: { id: f.id } }, body: { keys } }))).points.length;
    }, t('risk.saved'));
    if (!ok) return;
    void message.success(t('risk.taken', { n }));
    onClose();
  };
  return (
    <Modal open width={760} title={t('risk.suggestTitle', { name: f.name })} okText={t('risk.take', { n: keys.length })} cancelText={t('kit.cancel')} confirmLoading={busy} okButtonProps={{ disabled: keys.length === 0 }} onOk={() => void take()} onCancel={onClose} destroyOnHidden>
      <p className="faint">{t('risk.suggestHint')}</p>
      {f.suggestions.length === 0 ? (
        <Nothing title={t('risk.suggestNone')} />
      ) : (
        <div className="risk-suggestions" tabIndex={0}>
          {f.suggestions.map((g) => (
            <Checkbox key={g.key} className="risk-suggestion" data-suggestion={g.key} checked={keys.includes(g.key)} onChange={(e) => setKeys(e.target.checked ? [...keys, g.key] : keys.filter((k) => k !== g.key))}>
              <b>{g.name}</b> <span className="faint">{g.unit} · {word('kinds', g.kind)} · {g.accidents.map((a) => word('accidents', a)).join('、')}</span>
              <br />
              {g.factors.map((x) => x.text).join('；')}
            </Checkbox>
          ))}
        </div>
      )}
    </Modal>
  );
}
