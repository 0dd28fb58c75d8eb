import type { Recordings } from '@/api/casework';

export interface Strip {
  from: number;
  to: number;
  moments: { key: string; title: { zh: string; en: string }; from: number; to: number; state: 'full' | 'part' | 'none'; holes: { from: number; to: number }[]; findings: number[] }[];
  lanes: { device: string; bars: { id: string; from: number; to: number; findings: number[] }[] }[];
}

/** Films this far apart are not of one visit. */
const apart = 2 * 3_600_000;

/**
 * The axis of a case cut into visits: a case lasts weeks, its films minutes, so each visit has a time of its own. Findings are
 * numbered as in the report.
 */
export function stripsOf(r: Recordings['report']): Strip[] {
  const at = (s: string) => Date.parse(s);
  const number = (keys: string[]) => keys.map((k) => (r.findings ?? []).findIndex((f) => f.key === k) + 1).filter((n) => n > 0);
  const moments = (r.axis.moments ?? []).map((m) => ({
    key: m.key,
    title: m.title,
    from: at(m.span.from),
    to: at(m.span.to),
    state: m.state as 'full' | 'part' | 'none',
    holes: (m.holes ?? []).map((h) => ({ from: at(h.from), to: at(h.to) })),
    findings: number((r.findings ?? []).filter((f) => f.moment === m.key).map((f) => f.key)),
  }));
  const bars = (r.axis.lanes ?? []).flatMap((l) => (l.stretches ?? []).map((s) => ({ device: l.device, id: s.segment, from: at(s.span.from), to: at(s.span.to), findings: number(s.findings ?? []) })));
  const all = [...moments, ...bars].sort((a, b) => a.from - b.from);
  const strips: Strip[] = [];
  let [from, to] = [0, -Infinity];
  const close = () => {
    if (to === -Infinity) return;
    const within = (x: { from: number }) => x.from >= from && x.from <= to;
    const here = bars.filter(within);
    const pad = Math.max(60_000, (to - from) * 0.04);
    strips.push({
      from: from - pad,
      to: to + pad,
      moments: moments.filter(within),
      lanes: [...new Set(here.map((b) => b.device))].map((device) => ({ device, bars: here.filter((b) => b.device === device) })),
    });
  };
  for (const x of all) {
    if (x.from > to + apart) {
      close();
      [from, to] = [x.from, Math.max(x.from, x.to)];
    } else to = Math.max(to, x.to);
  }
  close();
  return strips;
}
