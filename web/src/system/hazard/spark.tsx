import { useQuery } from '@tanstack/react-query';
import { valuesQuery } from '@/api/queries';
import type { SomeLimits } from '@/kit/point-parts';

/** The last hour of a point as a small line, with the limits that lie in its range. */
export function Spark({ point, name, limits }: { point: string; name: string; limits?: SomeLimits | null }) {
  const values = useQuery({ ...valuesQuery(point, 1), refetchInterval: 30_000 });
  const list = (values.data?.values ?? []) as [number, number][];
  if (list.length < 2) return <span className="faint">–</span>;
  const low = Math.min(...list.map((v) => v[1]));
  const high = Math.max(...list.map((v) => v[1]));
  const pad = (high - low || Math.abs(high) || 1) * 0.15;
  const from = list[0]![0];
  const span = list[list.length - 1]![0] - from || 1;
  const y = (v: number) => 24 - ((v - low + pad) / (high - low + 2 * pad)) * 22;
  const path = list.map((v, i) => `${i === 0 ? 'M' : 'L'}${(((v[0] - from) / span) * 108 + 1).toFixed(1)} ${y(v[1]).toFixed(1)}`).join(' ');
  return (
    <svg className="spark" viewBox="0 0 110 26" role="img" aria-label={name}>
      {(['hh', 'h', 'l', 'll'] as const).map((k) => {
        const at = limits?.[k];
        return typeof at === 'number' && at >= low - pad && at <= high + pad ? <line key={k} x1="0" x2="110" y1={y(at)} y2={y(at)} /> : null;
      })}
      <path d={path} />
    </svg>
  );
}
