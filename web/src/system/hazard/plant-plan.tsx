import { useMemo } from 'react';
import type { Vessel } from '@/api/watch';
import { useT } from '@/i18n/desk';
import { reading } from '@/kit/number';
import { placeOf } from './words';

const width = 720;
const height = 380;
const colours: Record<string, string> = { hh: 'var(--fill-red)', ll: 'var(--fill-red)', h: 'var(--fill-orange)', l: 'var(--fill-orange)', normal: '#2f8fd8', none: '#8a9bb4' };
const worstPlace = ['hh', 'll', 'h', 'l', 'normal', 'none'];

interface Spot {
  v: Vessel;
  x: number;
  y: number;
  r: number;
  place: string;
  short: string;
}

/** The worst place of a vessel's values, its level first. */
function worst(v: Vessel): string {
  return v.points.map(placeOf).sort((a, b) => worstPlace.indexOf(a) - worstPlace.indexOf(b))[0] ?? 'none';
}

/** How many characters at the beginning all names have in common, but for numbers. */
function shared(names: string[]): number {
  let n = 0;
  while (n < names[0]!.length && !/\d/.test(names[0]![n]!) && names.every((x) => x[n] === names[0]![n])) n++;
  return Math.max(0, n - 4);
}

/** Puts the vessels on the sheet by their coordinates; those that stand too near to each other are moved apart. */
export function layout(vessels: Vessel[]): Spot[] {
  if (vessels.length === 0) return [];
  const lat0 = vessels.reduce((n, v) => n + v.lat, 0) / vessels.length;
  const scale = Math.cos((lat0 * Math.PI) / 180);
  const xs = vessels.map((v) => v.lon * scale * 111_195);
  const ys = vessels.map((v) => -v.lat * 111_195);
  const span = Math.max(Math.max(...xs) - Math.min(...xs), (Math.max(...ys) - Math.min(...ys)) * (width / height), 20);
  const k = Math.min((width - 170) / span, 14);
  const cx = (Math.max(...xs) + Math.min(...xs)) / 2;
  const cy = (Math.max(...ys) + Math.min(...ys)) / 2;
  const prefix = vessels.length > 1 ? shared(vessels.map((v) => v.name)) : 0;
  const least = vessels.length > 8 ? 26 : 38;
  const spots = vessels.map((v, i) => ({
    v,
    x: width / 2 + (xs[i]! - cx) * k,
    y: height / 2 - 14 + (ys[i]! - cy) * k,
    r: Math.min(Math.max((v.diameter / 2) * k, least), 58),
    place: worst(v),
    short: v.name.slice(prefix),
  }));
  for (let turn = 0; turn < 60; turn++) {
    for (let i = 0; i < spots.length; i++) {
      for (let j = 0; j < i; j++) {
        const a = spots[i]!;
        const b = spots[j]!;
        const dx = a.x - b.x || 0.1;
        const dy = a.y - b.y || 0.1;
        const d = Math.hypot(dx, dy);
        const want = a.r + b.r + 44;
        if (d >= want) continue;
        const push = (want - d) / 2 / d;
        a.x += dx * push;
        a.y += dy * push;
        b.x -= dx * push;
        b.y -= dy * push;
      }
    }
    for (const s of spots) {
      s.x = Math.min(Math.max(s.x, s.r + 44), width - s.r - 44);
      s.y = Math.min(Math.max(s.y, s.r + 8), height - s.r - 42);
    }
  }
  return spots;
}

/** The plan of the plant: each vessel where it stands, filled to its level, its limits as ticks, its state as a colour and a word. */
export function PlantPlan({ vessels, chosen, onChoose }: { vessels: Vessel[]; chosen?: string; onChoose: (id: string | undefined) => void }) {
  const { t } = useT();
  const spots = useMemo(() => layout(vessels), [vessels]);
  return (
    <div className="plant">
      <svg viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t('hazard.plan')}>
        <rect className="plant-ground" x="4" y="4" width={width - 8} height={height - 8} rx="6" />
        {spots.map((s) => (
          <VesselShape key={s.v.id} s={s} chosen={s.v.id === chosen} onChoose={() => onChoose(s.v.id === chosen ? undefined : s.v.id)} />
        ))}
      </svg>
      <p className="faint">{t('hazard.planHint')}</p>
    </div>
  );
}

function VesselShape({ s, chosen, onChoose }: { s: Spot; chosen: boolean; onChoose: () => void }) {
  const { t } = useT();
  const { v, x, y, r } = s;
  const round = v.form === 'vertical' || v.form === 'sphere' || v.form === 'horizontal';
  const w = v.form === 'horizontal' ? r * 1.35 : r;
  const h = v.form === 'horizontal' ? r * 0.72 : r;
  const fill = typeof v.fill === 'number' ? v.fill : undefined;
  const clip = `fill-${v.id}`;
  const level = v.level;
  const say = fill !== undefined ? t('hazard.fill', { n: Math.round(fill * 100) }) : level ? t('hazard.noValue') : t('hazard.noLevel');
  const first = level ?? v.points[0];
  const outline = round ? <ellipse cx={x} cy={y} rx={w} ry={h} /> : <rect x={x - w} y={y - h * 0.8} width={w * 2} height={h * 1.6} rx="4" />;
  return (
    <g
      role="button"
      tabIndex={0}
      aria-pressed={chosen}
      className={`vessel ${chosen ? 'vessel-on' : ''}`}
      onClick={onChoose}
      onKeyDown={(e) => (e.key === 'Enter' || e.key === ' ') && (e.preventDefault(), onChoose())}
    >
      <clipPath id={clip}>{outline}</clipPath>
      <g className="vessel-wall" style={{ stroke: colours[s.place] }}>{outline}</g>
      {fill !== undefined && <rect clipPath={`url(#${clip})`} x={x - w} y={y + h - 2 * h * fill} width={w * 2} height={2 * h * fill} fill={colours[s.place]} opacity={0.55} />}
      {fill !== undefined && v.height > 0 && (['hh', 'h', 'l', 'll'] as const).map((k) => <Tick key={k} of={level?.limits?.[k]} x={x + w} y={y} h={h} top={v.height} k={k} />)}
      <text x={x} y={y - 1} textAnchor="middle" className="vessel-value">
        {typeof first?.value === 'number' ? `${reading(first.value)} ${first.unit}` : '–'}
      </text>
      <text x={x} y={y + 13} textAnchor="middle" className="vessel-say">{say}</text>
      <text x={x} y={y + h + 15} textAnchor="middle" className="vessel-name">{s.short}</text>
      <text x={x} y={y + h + 29} textAnchor="middle" className={`vessel-state vessel-${s.place}`}>
        {s.place === 'normal' || s.place === 'none' ? '' : '▲ '}
        {t(wordOf(s.place))}
        {v.alarms > 0 ? ` · ${t('hazard.alarms')} ${v.alarms}` : ''}
      </text>
    </g>
  );
}

function wordOf(place: string) {
  return ({ hh: 'hazard.hh', ll: 'hazard.ll', h: 'hazard.h', l: 'hazard.l', normal: 'hazard.normal' } as const)[place as 'hh'] ?? 'hazard.noneValue';
}

function Tick({ of, x, y, h, top, k }: { of?: number | null; x: number; y: number; h: number; top: number; k: 'hh' | 'h' | 'l' | 'll' }) {
  const { t } = useT();
  if (typeof of !== 'number') return null;
  const at = y + h - 2 * h * Math.min(of / top, 1);
  return (
    <g className={`tick tick-${k}`}>
      <line x1={x - 5} x2={x + 6} y1={at} y2={at} />
      <text x={x + 8} y={at + (k === 'hh' ? 0 : k === 'll' ? 8 : 4)}>{t(`hazard.tick_${k}`)}</text>
    </g>
  );
}
