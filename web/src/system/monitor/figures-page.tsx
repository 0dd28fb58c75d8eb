import './monitor.css';
import { useQuery } from '@tanstack/react-query';
import { Segmented, Table } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { figuresQuery, siteFiguresQuery, type Performance } from '@/api/rules';
import { useT, type T } from '@/i18n/desk';
import { severities } from '@/kit/alarm-tag';
import type { ChartOption } from '@/kit/chart';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { count } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Loading, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';

const Chart = lazy(() => import('@/kit/chart'));
const percent = (v: number | null | undefined) => (v === null || v === undefined ? '–' : `${(v * 100).toFixed(v > 0 && v < 0.1 ? 1 : 0)}%`);
const minutes = (s: number | null | undefined, t: T) => (s === null || s === undefined ? '–' : s < 90 ? `${Math.round(s)} s` : s < 5400 ? t('kit.minute', { n: Math.round(s / 60) }) : t('kit.hour', { n: Math.round(s / 3600) }));

/** How alarms were announced and handled: the figures of ISA-18.2, by district and by enterprise. */
export default function FiguresPage() {
  const { t } = useT();
  const [days, setDays] = useState(30);
  const [area, setArea] = useState('');
  const figures = useQuery(figuresQuery(days, area));
  return (
    <>
      <PageHead title={t('rule.figures')} note={t('rule.figuresNote')} />
      <div className="filters">
        <Segmented value={days} onChange={setDays} options={[1, 7, 30, 90].map((n) => ({ value: n, label: t('rule.days', { n }) }))} />
        <AreaFilter value={area} onChange={setArea} />
      </div>
      <Loaded of={figures}>{(f) => <Figures f={f} />}</Loaded>
      <SitesPanel days={days} area={area} />
    </>
  );
}

function Figures({ f }: { f: Performance }) {
  const { t } = useT();
  const option = useMemo(() => hoursOption(f), [f]);
  const cards: [string, string, boolean, string?][] = [
    [t('rule.announced'), count(f.announced), false],
    [t('rule.hiddenCount'), count(f.hidden), false],
    [t('rule.chattering'), count(f.chattering), f.chattering > 0, '0'],
    [t('rule.fleeting'), count(f.fleeting), f.fleeting > 0, '0'],
    [t('rule.standingNow'), count(f.standing), f.standing > 0, '0'],
    [t('rule.topShare'), percent(f.top_share), f.top_share > 0.05, '5%'],
  ];
  const sum = severities.reduce((n, s) => n + (f.by_severity[s] ?? 0), 0);
  return (
    <div className="stack">
      <div className="figure-cards">
        {cards.map(([name, value, bad, aim]) => (
          <div key={name} className={bad ? 'figure-card bad' : 'figure-card'}>
            <span className="faint">{name}</span>
            <b className="num">{value}</b>
            {aim && <small className="faint">{t('rule.aim', { n: aim })}</small>}
          </div>
        ))}
        {severities.map((s) => (
          <div key={s} className="figure-card">
            <span className="faint">{t(`alarm.${s}`)}</span>
            <b className="num">{count(f.by_severity[s] ?? 0)}</b>
            <small className="faint">{percent(sum ? (f.by_severity[s] ?? 0) / sum : 0)}</small>
          </div>
        ))}
      </div>
      {f.announced === 0 ? (
        <Nothing title={t('rule.figuresNone')} />
      ) : (
        <>
          <Panel title={t('rule.perHour')}>
            <Suspense fallback={<Loading />}>
              <Chart option={option} height={200} label={t('rule.perHour')} />
            </Suspense>
          </Panel>
          <Panel title={t('rule.areas')}>
            <Table
              size="small"
              pagination={false}
              rowKey="area"
              scroll={{ x: 'max-content' }}
              dataSource={f.areas}
              columns={[
                { title: t('kit.area'), render: (_, a) => f.area_names[a.area] || a.area },
                { title: t('rule.announced'), align: 'right', render: (_, a) => count(a.announced) },
                { title: `${t('rule.perDay')} (${t('rule.aim', { n: f.aims.day })})`, align: 'right', render: (_, a) => <Bad n={a.per_day} most={f.aims.most_day} /> },
                { title: t('rule.per10'), align: 'right', render: (_, a) => <Bad n={a.most_window} most={10} /> },
                { title: t('rule.floodShare'), align: 'right', render: (_, a) => <span className={a.flood_share > 0.01 ? 'bad-figure' : ''}>{percent(a.flood_share)}</span> },
                { title: t('rule.busyHours'), align: 'right', render: (_, a) => <span className={a.busy_hours > 0.01 ? 'bad-figure' : ''}>{percent(a.busy_hours)}</span> },
                { title: t('rule.handling'), align: 'right', render: (_, a) => percent(a.handling_rate) },
                { title: t('rule.meanAck'), align: 'right', render: (_, a) => minutes(a.mean_acknowledge_s, t) },
                { title: t('rule.meanClear'), align: 'right', render: (_, a) => minutes(a.mean_clear_s, t) },
              ]}
            />
          </Panel>
          <Panel title={t('rule.top')}>
            <Table
              size="small"
              pagination={false}
              rowKey={(r) => r.point + r.rule}
              scroll={{ x: 'max-content' }}
              dataSource={f.top}
              columns={[
                { title: t('alarm.point'), render: (_, r) => <>{r.element_name} · {r.point_title} <span className="faint">{r.rule_title}</span></> },
                { title: t('rule.announced'), align: 'right', render: (_, r) => count(r.count) },
                { title: t('rule.hiddenCount'), align: 'right', render: (_, r) => count(r.hidden) },
              ]}
            />
          </Panel>
        </>
      )}
    </div>
  );
}

function Bad({ n, most }: { n: number; most: number }) {
  return <span className={n > most ? 'bad-figure num' : 'num'}>{n < 10 && n % 1 ? n.toFixed(1) : count(Math.round(n))}</span>;
}

function SitesPanel({ days, area }: { days: number; area: string }) {
  const { t } = useT();
  const [q, setQ] = useState('');
  const sites = useQuery(siteFiguresQuery(days, area, q));
  return (
    <Panel title={t('rule.sites')} extra={<TextFilter value={q} onChange={setQ} hint={t('rule.site')} />}>
      <Loaded of={sites}>
        {(d) => (
          <>
            <p className="faint">{t('rule.sitesTotal', { n: count(d.total) })}</p>
            <Table
              size="small"
              rowKey="site"
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              scroll={{ x: 'max-content' }}
              dataSource={d.items}
              columns={[
                { title: t('rule.site'), render: (_, s) => <>{s.site_name || s.site} <span className="faint">{s.area_name}</span></> },
                { title: t('rule.points'), align: 'right', render: (_, s) => count(s.points) },
                { title: t('rule.onlineNow'), align: 'right', render: (_, s) => percent(s.online_now) },
                { title: t('rule.onlineRate'), align: 'right', render: (_, s) => percent(s.online_rate) },
                { title: t('rule.alarms'), align: 'right', render: (_, s) => count(s.alarms) },
                { title: t('rule.handling'), align: 'right', render: (_, s) => percent(s.handling_rate) },
                { title: t('rule.meanAck'), align: 'right', render: (_, s) => minutes(s.mean_acknowledge_s, t) },
                { title: t('rule.meanClear'), align: 'right', render: (_, s) => minutes(s.mean_clear_s, t) },
                { title: t('rule.standingN'), align: 'right', render: (_, s) => count(s.standing) },
              ]}
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function hoursOption(f: Performance): ChartOption {
  const from = Math.floor(Date.parse(f.from) / 3_600_000);
  const to = Math.floor(Date.parse(f.to) / 3_600_000);
  const known = new Map(f.hours.map((h) => [Math.floor(Date.parse(h.at) / 3_600_000), h.count]));
  const data = Array.from({ length: to - from + 1 }, (_, i) => [(from + i) * 3_600_000, known.get(from + i) ?? 0]);
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    textStyle: { color: '#8a9bb4' },
    tooltip: { trigger: 'axis', confine: true, formatter: (p: unknown) => { const [v] = p as { value: [number, number] }[]; return v ? `${shanghai(v.value[0], 'short')}<br/><b>${v.value[1]}</b>` : ''; } },
    xAxis: { type: 'time', axisLabel: { color: '#8a9bb4', hideOverlap: true, formatter: (v: number) => shanghai(v, 'short') }, axisLine: { lineStyle: { color: '#8a9bb455' } } },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { color: '#8a9bb4' }, splitLine: { lineStyle: { color: '#8a9bb422' } } },
    series: [{ type: 'line', step: 'start', showSymbol: false, lineStyle: { width: 1.4, color: '#2fb6ff' }, areaStyle: { color: '#2fb6ff22' }, data, markLine: { symbol: 'none', silent: true, data: [{ yAxis: f.aims.most_hour, lineStyle: { color: '#ff9f2e', type: 'dashed' } }] } }],
  };
}
