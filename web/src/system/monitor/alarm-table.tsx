import { Checkbox } from 'antd';
import { useEffect, useRef } from 'react';
import type { Alarm } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, severityColour, SeverityTag, useAlarmWords } from '@/kit/alarm-tag';
import { Since, TimeText } from '@/kit/time-text';
import { AlarmButtons } from './alarm-buttons';
import type { AlarmActs } from './alarm-acts';

/** The dense list of alarms. A plain table: hundreds of rows change several times a second. */
export function AlarmTable(props: {
  alarms: Alarm[];
  at: string;
  chosen: Set<string>;
  acts: AlarmActs;
  onAt: (id: string) => void;
  onChoose: (ids: string[], on: boolean) => void;
  onOpen: (id: string) => void;
  onShelve: (a: Alarm) => void;
}) {
  const { t } = useT();
  const here = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' });
  }, [props.at]);
  const all = props.alarms.length > 0 && props.alarms.every((a) => props.chosen.has(a.id));
  return (
    <table className="alarms">
      <thead>
        <tr>
          <th className="tick">
            <Checkbox
              aria-label={t('kit.all')}
              checked={all}
              indeterminate={!all && props.chosen.size > 0}
              onChange={(e) => props.onChoose(props.alarms.map((a) => a.id), e.target.checked)}
            />
          </th>
          <th>{t('alarm.severity')}</th>
          <th>{t('alarm.state')}</th>
          <th>{t('alarm.place')}</th>
          <th className="right">{t('alarm.value')}</th>
          <th className="right">{t('alarm.limit')}</th>
          <th>{t('alarm.raisedAt')}</th>
          <th>{t('alarm.lasting')}</th>
          <th>{t('alarm.acts')}</th>
        </tr>
      </thead>
      <tbody>
        {props.alarms.map((a) => (
          <Row key={a.id} {...props} a={a} row={a.id === props.at ? here : undefined} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = Parameters<typeof AlarmTable>[0] & { a: Alarm; row?: React.Ref<HTMLTableRowElement> };

function Row({ a, row, ...p }: RowProps) {
  const { t } = useT();
  const words = useAlarmWords();
  const on = p.at === a.id;
  return (
    <tr
      ref={row}
      data-alarm={a.id}
      data-state={a.state}
      className={`alarm alarm-${a.state} edge-${severityColour[a.severity]} ${on ? 'on' : ''}`}
      aria-selected={on}
      onClick={() => {
        p.onAt(a.id);
        p.onOpen(a.id);
      }}
    >
      <td className="tick" onClick={(e) => e.stopPropagation()}>
        <Checkbox aria-label={a.element_name} checked={p.chosen.has(a.id)} onChange={(e) => p.onChoose([a.id], e.target.checked)} />
      </td>
      <td>
        <SeverityTag severity={a.severity} />
      </td>
      <td>
        <AlarmStateTag state={a.state} />
      </td>
      <td className="place">
        <div className="clip">
          <b>{a.element_name || a.element}</b>
        </div>
        <div className="clip faint">
          {a.area_name || a.area} · {a.point_title || a.point} · {words.what(a)}
          {a.state === 'shelved' && (
            <>
              {' · '}
              {t('alarm.shelvedUntil', { at: '' })}
              <TimeText at={a.shelved_until} style="short" /> {a.reason}
            </>
          )}
        </div>
      </td>
      <td className="right num value">{words.value(a)}</td>
      <td className="right num faint">{words.limit(a)}</td>
      <td>
        <TimeText at={a.raised_at} style="clock" />
      </td>
      <td className="faint">
        <Since at={a.raised_at} bare />
      </td>
      <td>
        <AlarmButtons alarm={a} acts={p.acts} small onShelve={p.onShelve} />
      </td>
    </tr>
  );
}
