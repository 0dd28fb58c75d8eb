import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { healthQuery, type Quarter } from '@/api/connectors';
import { useT, type T } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { shanghai } from '@/kit/time';

const Chart = lazy(() => import('@/kit/chart'));

const colours = { good: '#389e0d', doubtful: '#d46b08', failed: '#cf1322' } as const;

/** The last day in quarters of an hour: how runs ended, as steps, and how old the newest record was. */
export function HealthPlot({ id }: { id: string }) {
  const { t } = useT();
  const health = useQuery(healthQuery(id));
  return (
    <Panel title={t('connector.health')}>
      <Loaded of={health}>{(h) => <Plot quarters={h.items ?? []} t={t} />}</Loaded>
    </Panel>
  );
}

function Plot({ quarters, t }: { quarters: Quarter[]; t: T }) {
  const option = useMemo(() => {
    const at = quarters.map((q) => shanghai(q.at, 'clock').slice(0, 5));
    const line = (key: keyof typeof colours) => ({
      name: t(`connector.${key}`),
      type: 'line',
      step: 'middle',
      symbol: 'none',
      lineStyle: { width: 1.5, color: colours[key] },
      itemStyle: { color: colours[key] },
      areaStyle: { color: colours[key], opacity: 0.15 },
      data: quarters.map((q) => q[key]),
    });
    return {
      animation: false,
      grid: { left: 44, right: 48, top: 16, bottom: 24 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: at },
      yAxis: [
        { type: 'value', minInterval: 1 },
        { type: 'value', splitLine: { show: false } },
      ],
      series: [
        line('good'),
        line('doubtful'),
        line('failed'),
        {
          name: t('connector.lagMinutes'),
          type: 'line',
          yAxisIndex: 1,
          symbol: 'none',
          connectNulls: false,
          lineStyle: { width: 1.5, type: 'dashed', color: '#595959' },
          itemStyle: { color: '#595959' },
          data: quarters.map((q) => (q.lag_s === undefined ? null : Math.round(q.lag_s / 6) / 10)),
        },
      ],
    };
  }, [quarters, t]);
  return (
    <>
      <div className="row faint" aria-hidden>
        {(['good', 'doubtful', 'failed'] as const).map((k) => (
          <span key={k} style={{ color: colours[k] }}>
            ■ {t(`connector.${k}`)}
          </span>
        ))}
        <span>┄ {t('connector.lagMinutes')}</span>
      </div>
      <Suspense fallback={<div style={{ height: 200 }} />}>
        <Chart option={option} height={200} label={t('connector.healthLabel')} />
      </Suspense>
    </>
  );
}
