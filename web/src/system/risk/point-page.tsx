import './risk.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { riskPointQuery, type RiskPoint, type RiskView } from '@/api/risk';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { DayField } from '@/kit/day-field';
import { Facts, PageHead, Panel } from '@/kit/page';
import { ReasonDialog } from '@/kit/reason-dialog';
import { Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { GradeDialog } from './grade-dialog';
import { PointDialog } from './point-dialog';
import { ControlText, DueTag, GradeTag, useRiskWords } from './words';

/** One risk point: its grade with the working, the measures, who answers, and how it stood on any day. */
export default function RiskPointPage() {
  const { t } = useT();
  const { id } = useParams({ strict: false }) as { id: string };
  const [on, setOn] = useState('');
  const view = useQuery(riskPointQuery(id, on));
  const v = view.data;
  const [dialog, setDialog] = useState<'edit' | 'assess' | 'change' | 'remove' | 'restore'>();
  const keeps = useMay('risk.point.keep');
  const approves = useMay('risk.grading.approve');
  const [, act] = useActing('risk');
  const close = () => setDialog(undefined);
  const p = v?.point;
  const free = keeps && p && v.latest && !p.case;
  const setRemoved = (removed: boolean) => (reason: string) =>
    act(() => body(api.POST(removed ? '/api/risk/points/{id}/remove' : '/api/risk/points/{id}/restore', { params: { path: { id } }, body: { version: p!.version, reason } })), t(removed ? 'risk.removed' : 'risk.restored'));
  return (
    <>
      <PageHead title={p?.name ?? t('risk.point')} note={p && [p.unit, p.place].filter(Boolean).join(' · ')}>
        <span className="row"><span className="faint">{t('risk.on')}</span><DayField value={on} onChange={setOn} label={t('risk.on')} style={{ width: 140 }} /></span>
        {free && !p.removed && <Button type="primary" data-do="assess" onClick={() => setDialog('assess')}>{t('risk.assess')}</Button>}
        {free && !p.removed && <Button data-do="edit" onClick={() => setDialog('edit')}>{t('risk.edit')}</Button>}
        {free && !p.removed && p.risk && <Button data-do="change" onClick={() => setDialog('change')}>{t('risk.change')}</Button>}
        {free && !p.removed && (!p.risk || approves) && <Button danger onClick={() => setDialog('remove')}>{t('risk.remove')}</Button>}
        {free && p.removed && <Button onClick={() => setDialog('restore')}>{t('risk.restore')}</Button>}
      </PageHead>
      {on && <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('risk.past', { day: on })} action={<Button size="small" onClick={() => setOn('')}>{t('risk.toNow')}</Button>} />}
      <Loaded of={view}>{(d) => <PointBody v={d} />}</Loaded>
      {v && dialog === 'edit' && <PointDialog enterprise={v.point.enterprise} name={v.point.enterprise_name} point={v.point} content={v.content} onClose={close} />}
      {v && dialog === 'assess' && <GradeDialog enterprise={v.point.enterprise} name={v.point.enterprise_name} points={[v.point]} onClose={close} />}
      {v && dialog === 'change' && <ChangeDialog p={v.point} onClose={close} />}
      {dialog === 'remove' && <ReasonDialog title={t('risk.removeTitle')} onClose={close} onDone={setRemoved(true)} />}
      {dialog === 'restore' && <ReasonDialog title={t('risk.restoreTitle')} onClose={close} onDone={setRemoved(false)} />}
    </>
  );
}

function PointBody({ v }: { v: RiskView }) {
  const { t, say } = useT();
  const { word } = useRiskWords();
  const { point: p, content: c } = v;
  return (
    <>
      {p.case && <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('risk.grading')} action={<Link to="/desk/cases/$id" params={{ id: p.case }}>{t('risk.toCase')}</Link>} />}
      {p.removed && <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={`${t('risk.removed')}：${p.why}`} />}
      <Panel>
        <Facts
          items={[
            [t('risk.level'), <GradeTag key="g" risk={p.risk} />],
            [t('risk.enterprise'), <Link key="e" to="/risk/enterprises/$id" params={{ id: p.enterprise }}>{p.enterprise_name}</Link>],
            [t('risk.kind'), word('kinds', p.kind)],
            [t('risk.control'), <ControlText key="c" control={p.control} />],
            [t('risk.gradedOn'), p.graded_on],
            [t('risk.dueOn'), <span key="d" className="row"><span className={p.due === 'overdue' ? 'overdue num' : 'num'}>{p.due_on || '–'}</span> <DueTag due={p.due} pending={p.case !== ''} /></span>],
            [t('risk.accidents'), c.accidents.map((a) => word('accidents', a)).join('、')],
            [t('incident.area'), p.area_name],
          ]}
        />
      </Panel>
      <div className="risk-two" style={{ marginTop: 12 }}>
        <div className="risk-stack">
          <Panel title={t('risk.measures')}>
            {c.measures.length === 0 ? (
              <span className="faint">{t('risk.noMeasures')}</span>
            ) : (
              <div className="risk-wide" tabIndex={0}>
                <table className="risk-measures">
                  <thead>
                    <tr>
                      <th scope="col">{t('risk.measureKind')}</th>
                      <th scope="col">{t('risk.measure')}</th>
                      <th scope="col">{t('risk.owner')}</th>
                      <th scope="col">{t('risk.check')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {c.measures.map((m, i) => (
                      <tr key={i}>
                        <td>{word('measures', m.kind)}</td>
                        <td>{m.text}</td>
                        <td>{m.owner}</td>
                        <td>{m.check === 'sensor' ? `${word('checks', 'sensor')}：${m.sensor ?? ''}` : `${word('checks', 'inspection')}：${word('cycles', m.cycle)}`}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Panel>
          <Panel title={t('risk.factors')}>
            <ul className="risk-list">
              {c.factors.map((f, i) => (
                <li key={i}>
                  <span>{f.text}</span> <span className="faint">{word('factors', f.class)}</span>
                </li>
              ))}
            </ul>
            {c.note && <p className="faint">{c.note}</p>}
          </Panel>
          <Panel title={t('risk.owners')}>
            {c.owners.length === 0 ? (
              <span className="faint">{t('risk.noOwners')}</span>
            ) : (
              <ul className="risk-list">
                {c.owners.map((o) => (
                  <li key={o.control}>
                    <span>
                      {word('controls', o.control)} {o.control === p.control && <span className="tag tag-plain">{t('risk.answers')}</span>}
                    </span>
                    <span>{[o.name, o.post].filter(Boolean).join(' · ')}</span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
        <div className="risk-stack">
          <Panel title={t('risk.working')}>
            {v.steps.length === 0 ? (
              <span className="faint">{t('risk.notGraded')}</span>
            ) : (
              <ol className="risk-steps" data-steps>
                {v.steps.map((s, i) => (
                  <li key={i}>{say(s)}</li>
                ))}
              </ol>
            )}
          </Panel>
          <Panel title={t('risk.history')}>
            <ul className="risk-list" data-history>
              {v.history.map((h) => (
                <li key={h.version}>
                  <span>
                    <span className="faint num">{t('risk.version', { n: h.version })}</span> {h.why} {h.risk && <GradeTag risk={h.risk} short />}
                  </span>
                  <span className="faint">
                    {h.by} <TimeText at={h.at} style="minute" />
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      </div>
    </>
  );
}

function ChangeDialog({ p, onClose }: { p: RiskPoint; onClose: () => void }) {
  const { t } = useT();
  const { form, options } = useRiskWords();
  const [cause, setCause] = useState<string>();
  const [note, setNote] = useState('');
  const [busy, act] = useActing('risk');
  const save = async () => {
    if (await act(() => body(api.POST('/api/risk/points/{id}/change', { params: { path: { id: p.id } }, body: { version: p.version, cause: cause as 'process', note: note.trim() || undefined } })), t('risk.told'))) onClose();
  };
  return (
    <Modal open title={t('risk.changeTitle')} okText={t('risk.save')} cancelText={t('kit.cancel')} confirmLoading={busy} okButtonProps={{ disabled: !cause }} onOk={() => void save()} onCancel={onClose} destroyOnHidden>
      <div className="risk-form">
        <span className="faint">{t('risk.changeHint', { n: form?.sooner ?? 0 })}</span>
        <label>
          {t('risk.what')}
          <Select id="risk-cause" aria-label={t('risk.what')} value={cause} onChange={setCause} options={options('causes').filter((o) => o.value !== 'edited')} />
        </label>
        <label>
          {t('risk.about')}
          <Input.TextArea rows={2} maxLength={200} value={note} onChange={(e) => setNote(e.target.value)} />
        </label>
      </div>
    </Modal>
  );
}
