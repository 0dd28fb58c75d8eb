import './monitor.css';
import { useQuery } from '@tanstack/react-query';
import { alarmQuery } from '@/api/queries';
import type { Alarm, AlarmDetail } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, SeverityTag, stateKey, useAlarmWords } from '@/kit/alarm-tag';
import { Facts, Panel } from '@/kit/page';
import { count } from '@/kit/number';
import { Loaded } from '@/kit/states';
import { Since, TimeText } from '@/kit/time-text';
import { ValueChart } from '@/kit/value-chart';
import { AlarmDrafts } from '@/system/warn/origin';
import { AlarmNotes, AlarmOwner } from './alarm-notes';
import { AlarmButtons } from './alarm-buttons';
import { AlarmPicture } from './alarm-picture';
import { SidePanel } from '@/kit/side-panel';
import type { AlarmActs } from './alarm-acts';

/** One alarm: what, where, since when, its values and everything that was done about it. */
export function AlarmDrawer(props: { id: string; acts: AlarmActs; onShelve: (a: Alarm) => void; onClose: () => void }) {
  const alarm = useQuery(alarmQuery(props.id));
  const a = alarm.data?.alarm;
  return (
    <SidePanel
      open={props.id !== ''}
      onClose={props.onClose}
      title={a?.element_name}
      footer={a && <AlarmButtons alarm={a} acts={props.acts} onShelve={props.onShelve} map />}
    >
      <Loaded of={alarm}>{(d) => <AlarmBody detail={d} mayAct={props.acts.mayAct} />}</Loaded>
    </SidePanel>
  );
}

export function AlarmBody({ detail, mayAct = false }: { detail: AlarmDetail; mayAct?: boolean }) {
  const { t } = useT();
  const words = useAlarmWords();
  const a = detail.alarm;
  const limits = detail.point?.limits ?? { [a.kind]: a.limit };
  return (
    <div className="stack">
      <div className="row">
        <SeverityTag severity={a.severity} />
        <AlarmStateTag state={a.state} />
        <span>{words.what(a)}</span>
        <span className="faint">
          <Since at={a.raised_at} />
        </span>
      </div>
      <Facts
        items={[
          [t('alarm.value'), words.value(a)],
          [t('alarm.limit'), a.limit === null ? undefined : words.limit(a)],
          [t('alarm.point'), a.point_title || a.point],
          [t('kit.area'), a.area_name || a.area],
          [t('rule.owner'), <AlarmOwner key="w" alarm={a} mayAct={mayAct} />],
          ...(a.rule_title ? ([[t('rule.fromRule'), a.rule_title]] as [string, React.ReactNode][]) : []),
          [t('alarm.raisedAt'), <TimeText key="r" at={a.raised_at} />],
          [t('alarm.observedAt'), <TimeText key="o" at={a.observed_at} />],
          ...(a.acknowledged_by
            ? ([[t('alarm.acknowledgedBy'), <>{a.acknowledged_by} <TimeText at={a.acknowledged_at} style="short" /></>]] as [string, React.ReactNode][])
            : []),
          ...(a.shelved_until
            ? ([[t('alarm.shelveUntil'), <TimeText key="u" at={a.shelved_until} />], [t('alarm.reason'), a.reason]] as [string, React.ReactNode][])
            : []),
        ]}
      />
      <AlarmDrafts alarm={a.id} />
      {a.repeats > 0 && <p className="faint">{t('rule.repeats', { n: count(a.repeats) })}</p>}
      {a.call && <p className="group-waiting">{t(a.call === 'none' ? 'rule.calledNobody' : 'rule.called')}</p>}
      {detail.picture && <AlarmPicture picture={detail.picture} mayAct={mayAct} />}
      <Panel title={t('alarm.chart')}>
        <ValueChart point={a.point} name={a.point_title || a.point} limits={limits} />
      </Panel>
      <AlarmNotes detail={detail} mayAct={mayAct} />
      <Panel title={t('alarm.history')}>
        <History of={detail} />
      </Panel>
    </div>
  );
}

function History({ of: d }: { of: AlarmDetail }) {
  const { t } = useT();
  const entries = d.history ?? [];
  return (
    <ol className="trail">
      {entries.toReversed().map((h, i) => (
        <li key={`${h.at}-${i}`}>
          <TimeText at={h.at} />
          <b>{t(stateKey(h.state))}</b>
          <span className="faint">
            {h.actor} {h.reason}
          </span>
        </li>
      ))}
    </ol>
  );
}
