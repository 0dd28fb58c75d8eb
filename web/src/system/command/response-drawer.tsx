import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Input, InputNumber, Segmented } from 'antd';
import { useState } from 'react';
import { dryRunQuery, type PlanRun, type ResponseLevel, type RunOrder } from '@/api/response';
import type { Act } from '@/api/types';
import { useSession } from '@/app/session';
import { useT, type Key } from '@/i18n/desk';
import { perform } from '@/kit/act-panel';
import { Panel } from '@/kit/page';
import { SidePanel } from '@/kit/side-panel';
import { errorSentence, Loaded, Nothing } from '@/kit/states';

/** What is to be started, or raised from a level at which it runs. */
export interface Aim {
  plan: string;
  title: string;
  level: ResponseLevel;
  event: string;
  levels: ResponseLevel[];
  was?: string;
}

const major = (l: ResponseLevel) => l === 'II' || l === 'I';

/** The preview of a response, which is exactly what the one press at its foot brings about; raising shows only what is new. */
export function RunDrawer({ incident, aim, acts, onClose }: { incident: string; aim: Aim; acts: Map<string, Act>; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const { data: session } = useSession();
  const [level, setLevel] = useState(aim.level);
  const [hours, setHours] = useState(24);
  const [approver, setApprover] = useState<string>();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const run = useQuery(dryRunQuery(incident, aim.plan, level, aim.event));
  const name = t(`response.level_${level}` as Key);
  const act = `${aim.was ? 'raise' : 'activate'}${major(level) ? '-major' : ''}`;
  const may = acts.get(act)?.allowed === true;
  const by = approver ?? (run.data?.approves || session?.person.name || '');
  const go = async () => {
    if (!by.trim()) return void message.error(t('response.approverMissing'));
    if (aim.was && !reason.trim()) return void message.error(t('response.reasonMissing'));
    setBusy(true);
    try {
      await perform(incident, act, { plan: aim.plan, level, approver: by.trim(), ...(aim.was ? { reason: reason.trim() } : { event: aim.event, hours }) });
      message.success(t(aim.was ? 'response.raised' : 'response.done'));
      onClose();
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      setBusy(false);
    }
  };
  return (
    <SidePanel
      open
      width={720}
      title={t(aim.was ? 'response.raiseTitle' : 'response.title', { title: aim.title })}
      onClose={onClose}
      footer={
        <div className="response-foot">
          {aim.was && (
            <label className="grow">
              {t('response.reason')}
              <Input value={reason} maxLength={500} onChange={(e) => setReason(e.target.value)} data-field="reason" />
            </label>
          )}
          {!aim.was && (
            <label>
              {t('response.hours')}
              <InputNumber min={1} max={2160} value={hours} onChange={(v) => setHours(v ?? 24)} />
            </label>
          )}
          <label>
            {t('response.approver')}
            <Input value={by} maxLength={50} onChange={(e) => setApprover(e.target.value)} />
          </label>
          <Button type="primary" size="large" disabled={!may || !run.data || run.isPlaceholderData} loading={busy} data-act="confirm-run" onClick={() => void go()}>
            {t(aim.was ? 'response.raise' : 'response.start', { level: name })}
          </Button>
        </div>
      }
    >
      <div className="stack" data-run={run.data?.level === level && !run.isPlaceholderData ? level : ''}>
        <div className="row">
          <span>{t('response.level')}</span>
          <Segmented<ResponseLevel> value={level} onChange={setLevel} options={aim.levels.map((l) => ({ value: l, label: t(`response.level_${l}` as Key) }))} />
        </div>
        {!may && <Alert type="warning" showIcon title={t('response.notMine', { level: name })} />}
        <Loaded of={run}>{(r) => <Run r={r} raising={aim.was !== undefined} />}</Loaded>
      </div>
    </SidePanel>
  );
}

const parts: [Key, string[]][] = [
  ['response.tasks', ['task']],
  ['response.notices', ['notice']],
  ['response.goods', ['team', 'need', 'asset']],
  ['response.papers', ['checklist', 'card']],
];

function Run({ r, raising }: { r: PlanRun; raising: boolean }) {
  const { t, say } = useT();
  const n = (kind: string) => r.orders.filter((o) => o.kind === kind).length;
  const lacks = r.orders.filter((o) => o.missing.zh !== '');
  return (
    <>
      <p className="faint">
        {raising && `${t('response.onlyNew', { n: r.before })} `}
        {t('response.same')} {r.approver && t('response.approverRole', { role: r.approver })}
      </p>
      <p>
        <b>{t('response.sums', { calls: n('call'), tasks: n('task'), teams: n('team'), needs: n('need'), notices: n('notice') })}</b>
      </p>
      {lacks.length > 0 ? (
        <Alert
          type="error"
          showIcon
          title={t('response.lacks', { n: lacks.length })}
          description={
            <ul className="response-lacks">
              {[...new Set(lacks.map((o) => say(o.missing)))].map((m) => (
                <li key={m}>{m}</li>
              ))}
            </ul>
          }
        />
      ) : (
        <Alert type="success" showIcon title={t('response.lacksNothing')} />
      )}
      {r.orders.length === 0 && <Nothing />}
      <Organisation orders={r.orders} />
      {parts.map(([key, kinds]) => {
        const list = r.orders.filter((o) => kinds.includes(o.kind));
        return list.length === 0 ? null : (
          <Panel key={key} title={`${t(key)} ${list.length}`}>
            <ul className="response-orders" data-orders={kinds[0]}>
              {list.map((o) => (
                <OrderLine key={o.id} o={o} />
              ))}
            </ul>
          </Panel>
        );
      })}
    </>
  );
}

/** Who is called, by the group in which they stand. */
function Organisation({ orders }: { orders: RunOrder[] }) {
  const { t } = useT();
  const calls = orders.filter((o) => o.kind === 'call');
  const names = [...new Set([...orders.filter((o) => o.kind === 'group').map((o) => o.title), ...calls.map((o) => o.group)])];
  if (names.length === 0) return null;
  return (
    <Panel title={`${t('response.organisation')} ${names.length}`} extra={calls[0] && <span className="faint">{t('response.answerWithin', { n: calls[0].minutes })}</span>}>
      <ul className="response-orders" data-orders="group">
        {names.map((name) => {
          const own = calls.filter((o) => o.group === name);
          return (
            <li key={name} className={own.some((o) => o.missing.zh !== '') ? 'lacks' : ''}>
              <b>{name}</b>
              <span className="response-people">
                {own.map((o) => (
                  <span key={o.id}>
                    <span className="faint">{o.role}</span> {o.name ? <b>{o.name}</b> : <b className="nobody">{t('response.nobody')}</b>}
                  </span>
                ))}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const starts: Record<string, Key> = { now: 'response.startNow', after: 'response.startAfter', ordered: 'response.startHeld', met: 'response.startMet' };

/** One order of the preview: what, who does it now, within what time, and in red what it lacks. */
function OrderLine({ o }: { o: RunOrder }) {
  const { t, say } = useT();
  const lacks = o.missing.zh !== '';
  return (
    <li className={lacks ? 'lacks' : ''}>
      <span>
        <b>{o.title}</b>{' '}
        {o.amount > 0 && (
          <span className="num">
            {o.amount} {o.unit}
          </span>
        )}{' '}
        {o.kind === 'need' && <span className="faint">{t('response.free', { n: o.free, unit: o.unit })}</span>}{' '}
        {o.kind === 'task' && (o.name ? <span>{o.name}</span> : o.role_id !== '' && <span className="nobody">{t('response.nobody')}</span>)}{' '}
        <span className="faint">{o.kind === 'task' ? o.group : ''}</span>
        {lacks && <span className="nobody"> {say(o.missing)}</span>}
        {o.kind === 'notice' && <span className="soft response-text">{o.text}</span>}
      </span>
      <span className="faint">
        {o.kind === 'task' && starts[o.start] && `${t(starts[o.start]!)} · `}
        {o.minutes > 0 && t('response.within', { n: o.minutes })}
      </span>
    </li>
  );
}
