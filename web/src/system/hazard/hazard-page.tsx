import './hazard.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Alarm } from '@/api/types';
import { sourceQuery, type SourceView } from '@/api/watch';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, SeverityTag, useAlarmWords } from '@/kit/alarm-tag';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { ValueChart } from '@/kit/value-chart';
import { HazardWorking } from './hazard-working';
import { Inspections } from './inspections';
import { PlantPlan } from './plant-plan';
import { ValueTable } from './value-table';
import { LevelTag, PromiseTag } from './words';

/** One major hazard source, live. */
export default function HazardPage() {
  const { id } = useParams({ strict: false });
  const source = useQuery(sourceQuery(id ?? ''));
  return <Loaded of={source}>{(v) => <SourcePage key={v.source.id} v={v} />}</Loaded>;
}

function SourcePage({ v }: { v: SourceView }) {
  const { t } = useT();
  const [vessel, setVessel] = useState<string>();
  const [point, setPoint] = useState<string>();
  const chosen = v.vessels.find((x) => x.id === vessel);
  const points = chosen ? chosen.points : [...v.vessels.flatMap((x) => x.points), ...v.own];
  const shown = points.find((p) => p.id === point) ?? (chosen ? (chosen.level ?? chosen.points[0]) : undefined);
  // What stands in alarm comes first; what is over can wait below.
  const standing = v.alarms.some((a) => a.state !== 'normal');
  const alarms = (
    <Panel title={t('hazard.lastAlarms')}>
      <LastAlarms alarms={v.alarms as Alarm[]} />
    </Panel>
  );
  return (
    <>
      <Head v={v} />
      <div className="source-page">
        <div>
          <Panel title={t('hazard.plan')}>
            {v.vessels.length === 0 ? <Nothing /> : <PlantPlan vessels={v.vessels} chosen={vessel} onChoose={setVessel} />}
          </Panel>
          <Panel title={t('hazard.trend')}>
            {shown ? <ValueChart key={shown.id} point={shown.id} name={`${shown.element_name} ${shown.title}`} limits={shown.limits} height={240} /> : <span className="faint">{t('hazard.chooseTrend')}</span>}
          </Panel>
          <Panel title={t('hazard.values')} extra={chosen ? <Button size="small" onClick={() => setVessel(undefined)}>{t('hazard.wholeSource')}</Button> : undefined}>
            <ValueTable points={points} chosen={shown?.id} onChoose={setPoint} />
          </Panel>
          {!standing && alarms}
        </div>
        <div>
          {standing && alarms}
          <Inspections v={v} />
          <People v={v} />
          <PromisePanel v={v} />
          <HazardWorking id={v.source.id} />
          <Cameras v={v} />
        </div>
      </div>
    </>
  );
}

function Head({ v }: { v: SourceView }) {
  const { t } = useT();
  const go = useNavigate();
  const mayOpen = useMay('command.incident.open');
  const s = v.source;
  const alarm = v.alarms.find((a) => a.state !== 'normal' && !a.incident);
  return (
    <PageHead
      title={
        <>
          {s.name} <LevelTag level={s.level} /> {s.worst && <SeverityTag severity={s.worst} />}
        </>
      }
      note={`${s.chemicals.join('、')} · ${t('hazard.online')} ${s.online}/${s.points} · ${t('hazard.exposed', { n: v.persons_exposed })}`}
    >
      <Link to="/grid/elements/$id" params={{ id: s.enterprise }}>{t('hazard.file')}</Link>
      <Link to="/duty/who" search={{ lon: String(s.lon), lat: String(s.lat), matter: 'hazmat' }}>{t('hazard.whoAnswers')}</Link>
      {mayOpen && alarm && (
        <Button type="primary" danger onClick={() => void go({ to: '/command/incidents/new', search: { alarm: alarm.id } })}>
          {t('hazard.newIncident')}
        </Button>
      )}
    </PageHead>
  );
}

function LastAlarms({ alarms }: { alarms: Alarm[] }) {
  const { t } = useT();
  const words = useAlarmWords();
  if (alarms.length === 0) return <span className="faint">{t('hazard.noAlarm')}</span>;
  return (
    <ul className="camera-list">
      {alarms.map((a) => (
        <li key={a.id}>
          <span>
            <SeverityTag severity={a.severity} />{' '}
            <Link to="/monitor/alarms" search={{ open: a.id }}>
              {a.element_name} {a.point_title}
            </Link>{' '}
            <b className="num">
              {words.line(a)}
            </b>
          </span>
          <span>
            <AlarmStateTag state={a.state} /> <TimeText at={a.raised_at} style="minute" />
          </span>
        </li>
      ))}
    </ul>
  );
}

const roles = { chief: 'hazard.chief', technical: 'hazard.technical', operation: 'hazard.operation' } as const;

function People({ v }: { v: SourceView }) {
  const { t } = useT();
  return (
    <Panel title={t('hazard.people')}>
      <ul className="people-list">
        {v.people.map((p) => (
          <li key={p.role}>
            <span className="faint">{t(roles[p.role])}</span>
            {p.source === 'none' ? (
              <b className="overdue">{t('hazard.vacant')}</b>
            ) : (
              <span>
                <b>{p.name}</b> {p.phone && <a href={`tel:${p.phone}`} className="num">{p.phone}</a>}{' '}
                <span className="faint">{p.source === 'register' ? t('hazard.registerOnly') : p.since && t('hazard.since', { at: p.since })}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function PromisePanel({ v }: { v: SourceView }) {
  const { t } = useT();
  const p = v.promise;
  return (
    <Panel title={t('hazard.promise')} extra={p && <PromiseTag standing={p.standing} />}>
      {p?.form ? (
        <>
          <p>{p.form.text}</p>
          <p className="faint">
            {t('hazard.madeBy')}：{p.form.chief}（{p.made_by}） <TimeText at={p.made_at} style="minute" /> · {t('hazard.fires')} {p.form.fire_special}/{p.form.fire_first}/{p.form.fire_second} · {t('hazard.confined')} {p.form.confined}
          </p>
        </>
      ) : (
        <span className="faint">{p ? <>{t('hazard.due')} <TimeText at={p.due_at} style="minute" /></> : '–'}</span>
      )}
    </Panel>
  );
}

const cameraStates = { online: 'hazard.cameraOnline', offline: 'hazard.cameraOffline', fault: 'hazard.cameraFault' } as const;

function Cameras({ v }: { v: SourceView }) {
  const { t } = useT();
  return (
    <Panel title={t('hazard.cameras')}>
      {v.cameras.length === 0 ? (
        <span className="faint">{t('hazard.noCameras')}</span>
      ) : (
        <ul className="camera-list">
          {v.cameras.map((c) => (
            <li key={c.id}>
              <Link to="/grid/elements/$id" params={{ id: c.id }}>{c.name}</Link>
              <span>
                {c.mine && <span className="tag tag-plain">{t('hazard.own')}</span>} <span className={c.state === 'online' ? 'faint' : 'overdue'}>{t(cameraStates[c.state])}</span> <span className="num faint">{Math.round(c.distance)} m</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
