import { DoubleLeftOutlined, DoubleRightOutlined, PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import type { Alarm, Incident, Warning } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, severityColour, SeverityTag, useAlarmWords } from '@/kit/alarm-tag';
import { LevelTag } from '@/kit/incident-words';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';
import { Nothing } from '@/kit/states';
import { useSteady } from '@/kit/steady';
import { Since } from '@/kit/time-text';
import { WarningColour } from '@/kit/warning-colour';
import { AlarmButtons } from '@/system/monitor/alarm-buttons';
import { byUrgency } from '@/system/monitor/alarm-order';
import type { AlarmActs } from '@/system/monitor/alarm-acts';

const most = 40;

/** The right column: what wants a hand now, each with its next step. */
export function ActionColumn(props: {
  open: boolean;
  onToggle: () => void;
  alarms: Alarm[];
  /** Live alarms that the choice of an area hides. */
  outside: number;
  onWhole: () => void;
  incidents: Incident[];
  warnings: Warning[];
  acts: AlarmActs;
  onAlarm: (a: Alarm) => void;
}) {
  const { t } = useT();
  const steady = useSteady(useMemo(() => props.alarms.toSorted(byUrgency), [props.alarms]));
  if (!props.open) {
    return (
      <Button className="column-tab" icon={<DoubleLeftOutlined />} onClick={props.onToggle}>
        {t('map.liveAlarms')} {count(props.alarms.length)}
      </Button>
    );
  }
  const urgent = steady.items;
  return (
    <aside className="column column-right">
      <Panel
        title={t('map.liveAlarms')}
        className="glass grow-panel"
        scroll
        extra={
          <>
            <Link to="/monitor/alarms">
              {t('map.allAlarms')} {count(urgent.length)}
            </Link>
            <Button type="text" size="small" icon={<DoubleRightOutlined />} aria-label={t('map.collapse')} onClick={props.onToggle} />
          </>
        }
      >
        {props.outside > 0 && (
          <button type="button" className="linkish outside" onClick={props.onWhole}>
            {t('onemap.outside', { n: count(props.outside) })}
          </button>
        )}
        {urgent.length === 0 ? (
          <Nothing title={t('alarm.none')} hint={t('alarm.noneHint')} />
        ) : (
          <ul className="cards" {...steady.over}>
            {urgent.slice(0, most).map((a) => (
              <AlarmCard key={a.id} a={a} acts={props.acts} onOpen={() => props.onAlarm(a)} />
            ))}
          </ul>
        )}
      </Panel>
      <Incidents incidents={props.incidents} mayReport={props.acts.mayReport} />
      {props.warnings.length > 0 && (
        <Panel title={t('shell.warnings')} className="glass" extra={<Link to="/monitor/warnings">{t('kit.open')}</Link>}>
          <ul className="cards">
            {props.warnings.slice(0, 3).map((w) => (
              <li key={w.id} className={`card card-${w.colour}`}>
                <WarningColour w={w} /> {w.headline || w.event}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </aside>
  );
}

function AlarmCard({ a, acts, onOpen }: { a: Alarm; acts: AlarmActs; onOpen: () => void }) {
  const words = useAlarmWords();
  return (
    <li className={`card card-${severityColour[a.severity]} ${a.state === 'unacknowledged' ? 'card-new' : ''}`} data-alarm={a.id} data-state={a.state}>
      <div className="row tight">
        <SeverityTag severity={a.severity} />
        <AlarmStateTag state={a.state} />
        <span className="faint ago">
          <Since at={a.raised_at} />
        </span>
      </div>
      <button type="button" className="linkish clip alarm-name" onClick={onOpen}>
        {a.element_name || a.element}
      </button>
      <div className="card-foot">
        <div className="grow clip faint">
          <b className="num bright">{words.value(a)}</b> {a.point_title || a.point} {words.what(a)}
        </div>
        <AlarmButtons alarm={a} acts={acts} small />
      </div>
    </li>
  );
}

function Incidents({ incidents, mayReport }: { incidents: Incident[]; mayReport: boolean }) {
  const { t, say } = useT();
  return (
    <Panel
      title={t('map.incidents')}
      className="glass"
      scroll
      extra={
        mayReport && (
          <Link to="/command/incidents/new">
            <PlusOutlined /> {t('map.newIncident')}
          </Link>
        )
      }
    >
      {incidents.length === 0 ? (
        <span className="faint">{t('map.noIncidents')}</span>
      ) : (
        <ul className="cards">
          {incidents.slice(0, 6).map((i) => (
            <li key={i.id} className="card">
              <Link to="/command/incidents/$id" params={{ id: i.id }} className="clip block">
                <LevelTag level={i.level} /> {i.title}
              </Link>
              <div className="faint clip">
                {i.area_name || i.area} · {say(i.stage_title) || i.stage} · <Since at={i.opened_at} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
