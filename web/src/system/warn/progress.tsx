import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Modal, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { receiversQuery, sendAgain, type Missing, type Progress, type Receiver } from '@/api/warn';
import { useMay } from '@/app/session';
import { useT, type Key } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { errorSentence, Loaded, Loading, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { SaveButton } from '@/system/grid/import-parts';

const MissingMap = lazy(() => import('./missing-map'));

const states = ['reached', 'unconfirmed', 'failed', 'waiting', 'stopped'] as const;
const shown = 200;

/** How far one version has reached: numbers, a bar for each channel, who is missing, on the map and by name. */
export function ProgressPanel({ job, n, first, onChange }: { job: Progress; n: number; first: boolean; onChange: () => void }) {
  const { t } = useT();
  const mayRead = useMay('warn.receiver.read');
  const mayAgain = useMay('warn.warning.publish');
  const [open, setOpen] = useState(first);
  const [again, setAgain] = useState(false);
  const missing = job.sums.receivers - (job.sums.states.reached ?? 0);
  return (
    <Panel
      title={`${t('warn.version', { n, title: job.title })} · ${t(`warn.state_${job.state}` as Key)}`}
      extra={
        <>
          {mayRead && <SaveButton path={`/warn/jobs/${job.id}/proof`}>{t('warn.proof')}</SaveButton>}{' '}
          {mayAgain && job.state === 'done' && missing > 0 && <Button onClick={() => setAgain(true)}>{t('warn.again')}</Button>}{' '}
          <Button type="link" onClick={() => setOpen(!open)} aria-expanded={open}>
            {t('warn.progress')}
          </Button>
        </>
      }
    >
      <p className="warn-numbers">
        {states.map((s) =>
          (job.sums.states[s] ?? 0) > 0 || s === 'reached' ? (
            <span key={s}>
              <b>{job.sums.states[s] ?? 0}</b> {t(`warn.state_${s}`)}
            </span>
          ) : null,
        )}
        <span>
          <b>{job.sums.receivers}</b> {t('warn.all')}
        </span>
        {job.sums.plays > 0 && <span>{t('warn.plays', { n: job.sums.plays })}</span>}
      </p>
      {open && (
        <>
          {Object.entries(job.sums.channels).map(([c, s]) => (
            <Bar key={c} channel={c} sums={s} />
          ))}
          {mayRead && <Receivers job={job} />}
        </>
      )}
      {again && <Again job={job.id} onClose={() => setAgain(false)} onDone={onChange} />}
    </Panel>
  );
}

function Bar({ channel, sums }: { channel: string; sums: Record<string, number> }) {
  const { t } = useT();
  const all = Object.values(sums).reduce((a, b) => a + b, 0);
  const good = (sums.delivered ?? 0) + (sums.answered ?? 0);
  const bad = (sums.failed ?? 0) + (sums.uncertain ?? 0);
  const part = (x: number) => ({ width: `${(100 * x) / Math.max(all, 1)}%` });
  return (
    <div className="warn-bar" data-channel={channel}>
      <span>
        {t(`warn.by_${channel}` as Key)} <b className="num">{all}</b>
      </span>
      <span className="warn-track">
        <i style={part(good)} />
        <i className="sent" style={part(sums.sent ?? 0)} />
        <i className="bad" style={part(bad)} />
      </span>
      <span className="faint num">
        {Object.entries(sums)
          .map(([s, k]) => `${t(`warn.state_${s}` as Key)} ${k}`)
          .join(' · ')}
      </span>
    </div>
  );
}

const filters: Missing[] = ['missing', 'reached', 'unconfirmed', 'failed'];

function Receivers({ job }: { job: Progress }) {
  const { t } = useT();
  const [state, setState] = useState<Missing | ''>('missing');
  const list = useQuery(receiversQuery(job.id, state || undefined, 2000, !job.done_at));
  return (
    <>
      <Segmented value={state} onChange={setState} options={[{ value: '' as const, label: t('warn.all') }, ...filters.map((f) => ({ value: f, label: t(`warn.state_${f}`) }))]} />
      <Loaded of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t('warn.noReceivers')} />
          ) : (
            <div className="warn-two">
              <ReceiverTable items={items.slice(0, shown)} />
              <div>
                <h3>{t('warn.missingMap')}</h3>
                <Suspense fallback={<Loading />}>
                  <MissingMap items={items} />
                </Suspense>
                {items.length > shown && <p className="faint">{t('warn.more', { n: shown })}</p>}
              </div>
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function ReceiverTable({ items }: { items: Receiver[] }) {
  const { t } = useT();
  return (
    <div className="warn-list" role="region" aria-label={t('warn.who')} tabIndex={0}>
      <table className="warn-table">
        <thead>
          <tr>
            <th>{t('warn.who')}</th>
            <th>{t('warn.kind')}</th>
            <th>{t('warn.result')}</th>
            <th>{t('warn.tries')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((r) => (
            <tr key={r.n}>
              <td>{r.name}</td>
              <td>{t(`warn.kind_${r.kind}` as Key)}</td>
              <td>{t(`warn.state_${r.state}` as Key)}</td>
              <td>
                {r.tries.length === 0 && t('warn.noWay')}
                {r.tries.map((y) => (
                  <div key={y.channel}>
                    {t(`warn.by_${y.channel}` as Key)} {t(`warn.state_${y.state}` as Key)} {y.sent_at && <TimeText at={y.sent_at} style="minute" />} {y.plays > 0 && t('warn.plays', { n: y.plays })} <span className="faint">{y.detail}</span>
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Again({ job, onClose, onDone }: { job: string; onClose: () => void; onDone: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      await sendAgain(job, reason);
      onDone();
      onClose();
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    }
    setBusy(false);
  };
  return (
    <Modal open title={t('warn.again')} onCancel={onClose} onOk={() => void send()} okButtonProps={{ disabled: !reason.trim(), loading: busy }} okText={t('warn.again')}>
      <p>{t('warn.againNote')}</p>
      <Input.TextArea rows={2} maxLength={300} aria-label={t('warn.againReason')} placeholder={t('warn.againReason')} value={reason} onChange={(e) => setReason(e.target.value)} />
    </Modal>
  );
}
