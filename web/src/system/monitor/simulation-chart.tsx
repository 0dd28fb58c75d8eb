import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { api, body } from '@/api/client';
import type { Simulation } from '@/api/rules';
import { useT } from '@/i18n/desk';
import type { ChartOption } from '@/kit/chart';
import { reading } from '@/kit/number';
import { Loading } from '@/kit/states';
import { shanghai } from '@/kit/time';

const Chart = lazy(() => import('@/kit/chart'));
type SimAlarm = Simulation['result']['alarms'][number];

/** The history of the point that would have alarmed first, with a line at each alarm. */
export function SimulationChart({ alarm, all, from, to }: { alarm: SimAlarm; all: SimAlarm[]; from: string; to: string }) {
  const { t } = useT();
  const step = Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / 1000 / 600));
  const values = useQuery({
    queryKey: ['values', 'simulated', alarm.point, from, to],
    staleTime: Infinity,
    queryFn: () => body(api.GET('/api/signal/points/{id}/values', { params: { path: { id: alarm.point }, query: { from, to, step: String(step) } } })),
  });
  const option = useMemo((): ChartOption => {
    const mine = all.filter((a) => a.point === alarm.point);
    return {
      animation: false,
      grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
      textStyle: { color: '#8a9bb4' },
      tooltip: { trigger: 'axis', confine: true, formatter: (p: unknown) => { const [v] = p as { value: [number, number] }[]; return v ? `${shanghai(v.value[0])}<br/><b>${reading(v.value[1])}</b>` : ''; } },
      xAxis: { type: 'time', axisLabel: { color: '#8a9bb4', hideOverlap: true, formatter: (v: number) => shanghai(v, 'short') } },
      yAxis: { type: 'value', scale: true, axisLabel: { color: '#8a9bb4' }, splitLine: { lineStyle: { color: '#8a9bb422' } } },
      series: [
        {
          type: 'line',
          showSymbol: false,
          lineStyle: { width: 1.4, color: '#2fb6ff' },
          data: values.data?.values ?? [],
          markLine: { symbol: 'none', silent: true, label: { show: false }, data: mine.slice(0, 100).map((a) => ({ xAxis: Date.parse(a.raised_at), lineStyle: { color: '#ff4d4f', type: 'solid', width: 1 } })) },
        },
      ],
    };
  }, [alarm.point, all, values.data]);
  if (!values.data?.values.length) return null;
  return (
    <figure className="sim-chart">
      <figcaption className="faint">
        {alarm.element_name} · {alarm.point_title}
      </figcaption>
      <Suspense fallback={<Loading />}>
        <Chart option={option} height={170} label={t('kit.chart', { name: alarm.point_title })} />
      </Suspense>
    </figure>
  );
}
