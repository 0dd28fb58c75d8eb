import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { valuesQuery } from '@/api/queries';
import { useT, type T } from '@/i18n/desk';
import type { ChartOption } from './chart';
import { reading } from './number';
import type { SomeLimits } from './point-parts';
import { Loaded, Loading, Nothing } from './states';
import { shanghai } from './time';

const Chart = lazy(() => import('./chart'));

type Limits = SomeLimits;
const limitColour = { hh: '#ff4d4f', h: '#ff9f2e', l: '#ff9f2e', ll: '#ff4d4f' } as const;

/** The chart of one measuring point with its limits, read again every few seconds. */
export function ValueChart(props: { point: string; name: string; limits?: Limits; height?: number }) {
  const { t } = useT();
  const [hours, setHours] = useState(1);
  const values = useQuery(valuesQuery(props.point, hours));
  const { limits, name } = props;
  const option = useMemo(
    () => chartOption((values.data?.values ?? []) as [number, number][], values.data?.unit ?? '', limits, t),
    [values.data, limits, t],
  );
  return (
    <div className="value-chart">
      <div className="row spread">
        <Segmented
        size="small"
        value={hours}
        onChange={setHours}
        options={[1, 6, 24].map((n) => ({ value: n, label: t('kit.hour', { n }) }))}
        />
        <span className="faint">{values.data?.unit}</span>
      </div>
      <Loaded of={values}>
        {(v) =>
          v.values?.length ? (
            <Suspense fallback={<Loading />}>
              <Chart option={option} height={props.height ?? 200} label={t('kit.chart', { name })} />
            </Suspense>
          ) : (
            <Nothing title={t('kit.noValues')} />
          )
        }
      </Loaded>
    </div>
  );
}

function chartOption(values: [number, number][], unit: string, limits: Limits | undefined, t: T): ChartOption {
  const lines = (['hh', 'h', 'l', 'll'] as const)
    .filter((k) => typeof limits?.[k] === 'number')
    .map((k) => ({ key: k, at: limits?.[k] as number }));
  const all = [...values.map((v) => v[1]), ...lines.map((l) => l.at)];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const pad = (high - low || 1) * 0.08;
  return {
    animation: false,
    grid: { left: 8, right: 74, top: 12, bottom: 4, containLabel: true },
    textStyle: { color: '#8a9bb4' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      formatter: (p: unknown) => {
        const [first] = p as { value: [number, number] }[];
        return first ? `${shanghai(first.value[0])}<br/><b>${reading(first.value[1])} ${unit}</b>` : '';
      },
    },
    xAxis: {
      type: 'time',
      axisLabel: { color: '#8a9bb4', hideOverlap: true, formatter: (v: number) => shanghai(v, 'clock').slice(0, 5) },
      axisLine: { lineStyle: { color: '#8a9bb455' } },
    },
    yAxis: {
      type: 'value',
      min: low - pad,
      max: high + pad,
      axisLabel: { color: '#8a9bb4', showMinLabel: false, showMaxLabel: false, formatter: (v: number) => reading(v) },
      splitLine: { lineStyle: { color: '#8a9bb422' } },
    },
    series: [
      {
        type: 'line',
        showSymbol: values.length === 1,
        sampling: 'lttb',
        lineStyle: { width: 1.6, color: '#2fb6ff' },
        itemStyle: { color: '#2fb6ff' },
        areaStyle: { color: '#2fb6ff22' },
        data: values,
        markLine: {
          symbol: 'none',
          silent: true,
          data: lines.map((l) => ({
            yAxis: l.at,
            lineStyle: { color: limitColour[l.key], type: 'dashed', width: 1.2 },
            label: {
              formatter: `${t(`kit.${l.key}`)} ${reading(l.at)}`,
              color: limitColour[l.key],
              fontSize: 11,
            },
          })),
        },
      },
    ],
  };
}
