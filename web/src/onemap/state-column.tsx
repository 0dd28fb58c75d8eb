import { DoubleLeftOutlined, DoubleRightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { countsQuery, kindsQuery } from '@/api/queries';
import type { Alarm } from '@/api/types';
import { useT } from '@/i18n/desk';
import { severities, severityColour } from '@/kit/alarm-tag';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';
import { useNamed } from './area-words';
import type { Plot } from './area-shapes';

/** The left column: the state of the chosen area in numbers. Collapsed it keeps the four numbers that matter. */
export function StateColumn(props: { open: boolean; onToggle: () => void; alarms: Alarm[]; area: string; below: Plot[]; onChoose: (code: string) => void }) {
  const { t } = useT();
  if (!props.open) {
    return (
      <aside className="strip" aria-label={t('map.state')}>
        <Button type="text" icon={<DoubleRightOutlined />} aria-label={t('map.expand')} onClick={props.onToggle} />
        {severities.map((s) => (
          <div key={s} className={`strip-cell text-${severityColour[s]}`}>
            <b className="num">{count(props.alarms.filter((a) => a.severity === s).length)}</b>
            <span>{t(`alarm.${s}`)}</span>
          </div>
        ))}
      </aside>
    );
  }
  return (
    <aside className="column column-left">
      <Panel
        title={t('map.state')}
        className="glass"
        extra={<Button type="text" size="small" icon={<DoubleLeftOutlined />} aria-label={t('map.collapse')} onClick={props.onToggle} />}
      >
        <Severities alarms={props.alarms} />
      </Panel>
      {props.below.length > 0 && (
        <Panel title={t(props.area ? 'onemap.alarmsBelow' : 'map.byDistrict')} className="glass">
          <Below alarms={props.alarms} below={props.below} onChoose={props.onChoose} />
        </Panel>
      )}
      <Panel title={t(props.area ? 'onemap.elementsHere' : 'map.city')} className="glass" scroll>
        <Elements area={props.area} />
      </Panel>
    </aside>
  );
}

function Severities({ alarms }: { alarms: Alarm[] }) {
  const { t } = useT();
  return (
    <div className="tiles">
      {severities.map((s) => {
        const these = alarms.filter((a) => a.severity === s);
        const waiting = these.filter((a) => a.state !== 'acknowledged').length;
        return (
          <div key={s} className={`tile card-${severityColour[s]}`}>
            <b className={`num big text-${severityColour[s]}`}>{count(these.length)}</b>
            <span>{t(`alarm.${s}`)}</span>
            {waiting > 0 && <small>{t('map.unackShort', { n: waiting })}</small>}
          </div>
        );
      })}
    </div>
  );
}

function Below({ alarms, below, onChoose }: { alarms: Alarm[]; below: Plot[]; onChoose: (code: string) => void }) {
  const named = useNamed();
  const rows = below
    .map(({ area: a }) => {
      const these = alarms.filter((x) => x.area.startsWith(a.code));
      return { code: a.code, name: named(a), n: these.length, by: severities.map((s) => these.filter((x) => x.severity === s).length) };
    })
    .sort((a, b) => b.n - a.n);
  const most = Math.max(1, ...rows.map((r) => r.n));
  return (
    <ul className="bars">
      {rows.slice(0, 13).map((r) => (
        <li key={r.code}>
          <button type="button" className="linkish bar-name" onClick={() => onChoose(r.code)}>
            {r.name}
          </button>
          <span className="bar-track" aria-hidden="true">
            {severities.map((s, i) => (
              <i key={s} className={`bar-${severityColour[s]}`} style={{ width: `${((r.by[i] ?? 0) / most) * 100}%` }} />
            ))}
          </span>
          <b className="num">{count(r.n)}</b>
        </li>
      ))}
    </ul>
  );
}

function Elements({ area }: { area: string }) {
  const { say } = useT();
  const counts = useQuery(countsQuery('kind', undefined, area || undefined));
  const kinds = useQuery(kindsQuery);
  const n = counts.data ?? {};
  return (
    <div className="tiles tiles-plain">
      {(kinds.data ?? [])
        .filter((k) => n[k.name])
        .map((k) => (
          <Link key={k.name} to="/grid/elements" search={{ kind: k.name, ...(area && { area }) }} className="tile">
            <b className="num">{count(n[k.name])}</b>
            <span>{say(k.title)}</span>
          </Link>
        ))}
    </div>
  );
}
