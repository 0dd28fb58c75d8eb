import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { kindsQuery, nearQuery, pointsOf } from '@/api/queries';
import type { Element, Point } from '@/api/types';
import { useT } from '@/i18n/desk';
import { reading } from './number';
import { Facts, Panel } from './page';
import { crossed, LimitsText, QualityText, useReading } from './point-parts';
import { RiskTag } from './risk-tag';
import type { Schema } from './schema';
import { SchemaFacts } from './schema-value';
import { Loaded } from './states';
import { Since, TimeText } from './time-text';
import { ValueChart } from './value-chart';

export function useKind(name: string) {
  const kinds = useQuery(kindsQuery);
  return kinds.data?.find((k) => k.name === name);
}

/** The facts that every element has, and those of its kind. */
export function ElementFacts({ element: e }: { element: Element }) {
  const { t, say } = useT();
  const kind = useKind(e.kind);
  return (
    <div className="stack">
      <div className="row">
        <span className="tag tag-plain">{say(kind?.title) || e.kind}</span>
        {e.risk && <RiskTag risk={e.risk} />}
        {e.demo && <span className="tag tag-plain">{t('map.demo')}</span>}
      </div>
      <Facts
        items={[
          [t('register.area'), e.area_name || e.area],
          [t('register.address'), e.address],
          [t('map.coordinates'), <span key="c" className="num">{`${e.lon.toFixed(5)}, ${e.lat.toFixed(5)}`}</span>],
          [t('register.updatedAt'), <TimeText key="u" at={e.updated_at} style="minute" />],
        ]}
      />
      <SchemaFacts schema={kind?.schema as Schema | undefined} data={e.attrs as Record<string, unknown>} />
    </div>
  );
}

/** The measuring points of an element with their values; choosing one shows its chart. Nothing when it has none. */
export function ElementPoints({ element: e }: { element: Element }) {
  const { t } = useT();
  const points = useQuery(pointsOf(e.id));
  const [chosen, setChosen] = useState('');
  const list = points.data ?? [];
  if (points.isSuccess && list.length === 0) return null;
  const current = list.find((p) => p.id === chosen) ?? list.find((p) => crossed(p.value, p.limits)) ?? list[0];
  return (
    <Panel title={t('map.points')}>
      <Loaded of={points}>
        {() => (
          <>
            <ul className="points">
              {list.map((p) => (
                <PointRow key={p.id} p={p} on={p.id === current?.id} onChoose={() => setChosen(p.id)} />
              ))}
            </ul>
            {current && <ValueChart key={current.id} point={current.id} name={current.title || current.key} limits={current.limits} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function PointRow({ p, on, onChoose }: { p: Point; on: boolean; onChoose: () => void }) {
  const over = crossed(p.value, p.limits);
  const read = useReading();
  return (
    <li>
      <button type="button" className={on ? 'point on' : 'point'} aria-pressed={on} onClick={onChoose}>
        <span className="point-name clip">{p.title || p.key}</span>
        <b className={`num ${over ? `text-${over}` : ''}`}>
          {p.states?.length ? read(p) : <>{reading(p.value)} <small>{p.unit}</small></>}
        </b>
        <span className="faint clip">
          {p.states?.length ? null : <LimitsText limits={p.limits} />}
        </span>
        <span className="faint">
          {p.quality && p.quality !== 'good' ? <QualityText quality={p.quality} /> : <Since at={p.observed_at} />}
        </span>
      </button>
    </li>
  );
}

/** The nearest elements of a kind with their distance. */
export function NearList(props: { lon: number; lat: number; kind: string; k?: number }) {
  const near = useQuery(nearQuery(props.lon, props.lat, props.kind, props.k ?? 6));
  return (
    <Loaded of={near}>
      {(list) => (
        <ul className="near">
          {list.map((n) => (
            <li key={n.element.id}>
              <Link to="/grid/elements/$id" params={{ id: n.element.id }} className="clip">
                {n.element.name}
              </Link>
              <Distance metres={n.distance_m} />
            </li>
          ))}
          {list.length === 0 && <li className="faint">–</li>}
        </ul>
      )}
    </Loaded>
  );
}

export function Distance({ metres }: { metres: number }) {
  const { t } = useT();
  return (
    <span className="faint num">
      {metres < 1000 ? t('kit.metres', { n: Math.round(metres) }) : t('kit.kilometres', { n: (metres / 1000).toFixed(1) })}
    </span>
  );
}
