import type { ReactNode } from 'react';
import type { OtherFound, Searched } from '@/api/types';
import type { T, useT } from '@/i18n/desk';
import { Marked } from './marked';

/** Where to go: an element, a place on the map, or a page. */
export type Found = { name: string; lon: number; lat: number } & ({ what: 'element'; id: string; kind: string } | { what: 'area'; code: string; level: string } | { what: 'other'; link: string });

export interface Option {
  value: string;
  label: ReactNode;
  found?: Found;
}
export interface Group {
  label: ReactNode;
  options: Option[];
}

interface Words {
  t: T;
  say: ReturnType<typeof useT>['say'];
  kindTitle: (kind: string) => string;
}

/** The groups of the list: areas, then elements kind by kind in the order in which the best of each stands, then others. */
export function foundOptions(found: Searched | undefined, others: OtherFound[], words: Words): Group[] {
  const groups: Group[] = [];
  if (found?.areas.length) groups.push({ label: words.t('map.searchAreas'), options: found.areas.map((a) => areaOption(a)) });
  for (const kind of new Set(found?.items.map((i) => i.kind))) {
    const items = found!.items.filter((i) => i.kind === kind);
    const total = found!.totals[kind] ?? items.length;
    groups.push({
      label: (
        <>
          {words.kindTitle(kind)} <span className="faint">{total > items.length ? words.t('map.searchOf', { n: items.length, total }) : total}</span>
        </>
      ),
      options: items.map((i) => itemOption(i, words)),
    });
  }
  for (const g of others) {
    groups.push({
      label: words.say(g.title),
      options: g.items.map((i) => ({
        value: `${g.name}:${i.id}`,
        label: <Lines first={i.title} second={i.note} />,
        found: { what: 'other', name: i.title, link: i.link, lon: i.lon, lat: i.lat },
      })),
    });
  }
  return groups;
}

function areaOption(a: Searched['areas'][number]): Option {
  return {
    value: `area:${a.code}`,
    label: <Lines first={a.text ? a.name : <Marked text={a.name} marks={a.marks} />} second={a.text ? <Marked text={a.text} marks={a.marks} /> : a.above || a.code} />,
    found: { what: 'area', name: a.name, code: a.code, level: a.level, lon: a.lon, lat: a.lat },
  };
}

function itemOption(i: Searched['items'][number], { t }: Words): Option {
  const where = i.area_name || i.area;
  return {
    value: `element:${i.id}`,
    label: (
      <Lines
        risk={i.risk}
        first={i.text ? i.name : <Marked text={i.name} marks={i.marks} />}
        second={
          i.text ? (
            <>
              <Marked text={i.text} marks={i.marks} /> · {where}
            </>
          ) : (
            where
          )
        }
        note={i.how === 'like' || i.how === 'nearly' ? t('map.searchLike') : ''}
      />
    ),
    found: { what: 'element', name: i.name, id: i.id, kind: i.kind, lon: i.lon, lat: i.lat },
  };
}

function Lines({ first, second, note = '', risk = '' }: { first: ReactNode; second: ReactNode; note?: string; risk?: string }) {
  return (
    <div className="found">
      <span className="clip">
        {risk && <i className={`found-risk risk-${risk}`} aria-hidden />}
        {first}
        {note && <span className="faint"> · {note}</span>}
      </span>
      <span className="faint clip">{second}</span>
    </div>
  );
}

export function recentOptions(list: string[], title: string, icon: ReactNode): Group[] {
  if (list.length === 0) return [];
  return [
    {
      label: title,
      options: list.map((q) => ({
        value: `recent:${q}`,
        label: (
          <span className="clip">
            {icon} {q}
          </span>
        ),
      })),
    },
  ];
}
