import type { CaseSheet } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { shanghai } from '@/kit/time';

export interface Bar {
  id: string;
  name: string;
  from: number;
  to: number;
}
export interface Axis {
  from: number;
  to: number;
  lanes: { device: string; bars: Bar[] }[];
  /** Acts near the recordings, and whether one of them runs at the time. */
  acts: { key: string; act: string; at: number; filmed: boolean }[];
}

const hour = 3_600_000;

/** The recordings of a case on one axis of time, a lane for each device, with the acts done while or shortly before and after. */
export function axisOf(d: Pick<CaseSheet, 'evidence' | 'past'>): Axis | undefined {
  const bars = d.evidence.flatMap((e) => {
    const [from, to] = [Date.parse(e.taken_at), Date.parse(e.ended_at)];
    return from > 0 && to > from ? [{ device: e.device, id: e.id, name: e.name, from, to }] : [];
  });
  if (bars.length === 0) return undefined;
  const [first, last] = [Math.min(...bars.map((b) => b.from)), Math.max(...bars.map((b) => b.to))];
  const acts = d.past
    .filter((p) => p.role === 'do' && p.act !== 'open') // signatures and the beginning are acts at a desk
    .map((p, i) => ({ key: `${p.act}${i}`, act: p.act, at: Date.parse(p.moment || p.at) }))
    .filter((a) => a.at > first - hour && a.at < last + hour)
    .map((a) => ({ ...a, filmed: bars.some((b) => a.at >= b.from && a.at <= b.to) }));
  const all = [first, last, ...acts.map((a) => a.at)];
  const devices = [...new Set(bars.map((b) => b.device))];
  const pad = Math.max(60_000, (Math.max(...all) - Math.min(...all)) * 0.03);
  return {
    from: Math.min(...all) - pad,
    to: Math.max(...all) + pad,
    lanes: devices.map((device) => ({ device, bars: bars.filter((b) => b.device === device) })),
    acts,
  };
}

const width = 900;
const left = 110;
const lane = 26;

/** The picture of that axis; the same in words below it for those who cannot see it. */
export function RecordingAxis({ d }: { d: CaseSheet }) {
  const { t, say } = useT();
  const axis = axisOf(d);
  if (!axis) return null;
  const x = (at: number) => left + ((at - axis.from) / (axis.to - axis.from)) * (width - left - 10);
  const title = (act: string) => say(d.outline.acts.find((a) => a.name === act)?.title) || act;
  const top = 16 + axis.acts.length * 15;
  const bottom = top + axis.lanes.length * lane;
  return (
    <section>
      <h2 className="part-head">{t('casework.axis')}</h2>
      <p className="faint">{t('casework.axisNote')}</p>
      <div className="scroll" role="region" aria-label={t('casework.axis')} tabIndex={0}>
        <svg className="axis" viewBox={`0 0 ${width} ${bottom + 24}`} role="img" aria-label={t('casework.axis')}>
          {axis.lanes.map((l, i) => (
            <g key={l.device}>
              <text x={0} y={top + i * lane + 17}>
                {l.device || '–'}
              </text>
              <line x1={left} x2={width - 10} y1={top + i * lane + lane / 2} y2={top + i * lane + lane / 2} className="axis-line" />
              {l.bars.map((b) => (
                <rect key={b.id} x={x(b.from)} y={top + i * lane + 5} width={Math.max(3, x(b.to) - x(b.from))} height={lane - 10} className="axis-bar">
                  <title>{`${b.name} ${shanghai(b.from, 'minute')} – ${shanghai(b.to, 'minute')}`}</title>
                </rect>
              ))}
            </g>
          ))}
          {axis.acts.map((a, i) => {
            const end = x(a.at) > width - 200;
            return (
              <g key={a.key} className={a.filmed ? 'axis-act' : 'axis-act axis-bare'}>
                <line x1={x(a.at)} x2={x(a.at)} y1={8 + i * 15} y2={bottom} />
                <text x={x(a.at) + (end ? -4 : 4)} y={16 + i * 15} textAnchor={end ? 'end' : 'start'}>
                  {`${title(a.act)} ${shanghai(a.at, 'short')} ${t(a.filmed ? 'casework.onFilm' : 'casework.notOnFilm')}`}
                </text>
              </g>
            );
          })}
          <text x={left} y={bottom + 18}>
            {shanghai(axis.from, 'minute')}
          </text>
          <text x={width - 10} y={bottom + 18} textAnchor="end">
            {shanghai(axis.to, 'minute')}
          </text>
        </svg>
      </div>
    </section>
  );
}
