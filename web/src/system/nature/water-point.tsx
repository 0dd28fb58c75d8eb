import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, InputNumber } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { api, body } from '@/api/client';
import type { WaterPointView } from '@/api/watch';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import type { ChartOption } from '@/kit/chart';
import { Facts, Panel } from '@/kit/page';
import { SidePanel } from '@/kit/side-panel';
import { errorSentence, Loaded, Loading } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { PlanEditor } from './plan-editor';
import { StageTag } from './words';

const Chart = lazy(() => import('@/kit/chart'));

/** One water-logging point: what is to be done, the forecast with its working, and its plan. */
export function WaterPointPanel({ id, onClose }: { id?: string; onClose: () => void }) {
  const view = useQuery({
    queryKey: ['water', 'point', id],
    enabled: id !== undefined,
    refetchInterval: 30_000,
    queryFn: () => body(api.GET('/api/nature/waterlogging/{id}', { params: { path: { id: id ?? '' } } })),
  });
  return (
    <SidePanel open={id !== undefined} onClose={onClose} width={620} title={view.data?.point.name ?? ''}>
      <Loaded of={view}>{(v) => <PointBody v={v} />}</Loaded>
    </SidePanel>
  );
}

function PointBody({ v }: { v: WaterPointView }) {
  const { t, say } = useT();
  const p = v.point;
  const f = v.plan.form;
  const option = useMemo(() => depthChart(v), [v]);
  const mayPlan = useMay('nature.water.plan');
  const [editing, setEditing] = useState(false);
  return (
    <>
      <p>
        {t('nature.depthNow')} <b className="num">{p.run.now ? `${p.run.now.value} cm` : '–'}</b> <StageTag stage={p.stage} /> · {t('nature.depthComing')} <b className="num">{p.peak ? `${Math.round(p.peak.depth)} cm` : '–'}</b> <StageTag stage={p.coming} />
      </p>
      <ReportDepth site={p.id} />
      {v.next.length > 0 && (
        <Panel title={t('nature.next')}>
          <ol className="step-list">
            {v.next.map((s, i) => (
              <li key={i}>
                <b>{s.who}</b>：{s.do} <span className="faint num">≥{s.depth} cm</span>
              </li>
            ))}
          </ol>
        </Panel>
      )}
      {v.along.length > 0 && (
        <Panel title={t('nature.along')}>
          <Suspense fallback={<Loading />}>
            <Chart option={option} height={200} label={t('nature.along')} />
          </Suspense>
          <ol className="step-list">
            {v.working.map((w) => (
              <li key={w.zh}>{say(w)}</li>
            ))}
          </ol>
        </Panel>
      )}
      <Panel
        title={t('nature.plan')}
        extra={
          mayPlan && (
            <Button size="small" data-do="edit-plan" onClick={() => setEditing(true)}>
              {t('nature.planEdit')}
            </Button>
          )
        }
      >
        {editing && <PlanEditor v={v} onClose={() => setEditing(false)} />}
        {v.plan.usual && <p className="overdue">{t('nature.usual')}</p>}
        <Facts
          items={[
            [t('nature.lines'), `${f.warn} / ${f.close} / ${f.evacuate} cm`],
            [t('nature.leader'), f.leader],
            [t('nature.street'), f.street],
            [t('nature.squad'), f.squad && `${f.squad}（${f.people}）`],
            [t('nature.pumps'), (f.pumps ?? []).map((x) => `${x.name} ${x.flow} m³/h`).join('；')],
            [t('nature.barriers'), (f.barriers ?? []).join('；')],
            [t('nature.detour'), f.detour],
          ]}
        />
        <ol className="step-list">
          {(f.steps ?? []).map((s, i) => (
            <li key={i}>
              <span className="num faint">≥{s.depth} cm</span> <b>{s.who}</b>：{s.do}
            </li>
          ))}
        </ol>
      </Panel>
    </>
  );
}

/** A depth read on the spot, in one press. */
function ReportDepth({ site }: { site: string }) {
  const { t } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const may = useMay('nature.water.report');
  const [depth, setDepth] = useState<number | null>(null);
  const send = useMutation({
    mutationFn: (value: number) => body(api.POST('/api/nature/levels', { body: { site, at: new Date().toISOString(), value, source: t('nature.person') } })),
    onSuccess: () => {
      setDepth(null);
      void message.success(t('nature.reported'));
      void client.invalidateQueries({ queryKey: ['water'] });
    },
    onError: (e) => void message.error(errorSentence(e, t)),
  });
  if (!may) return null;
  return (
    <p className="row">
      <InputNumber min={0} max={1000} value={depth} onChange={setDepth} suffix="cm" aria-label={t('nature.report')} />
      <Button disabled={depth === null} loading={send.isPending} onClick={() => depth !== null && send.mutate(depth)}>
        {t('nature.report')}
      </Button>
    </p>
  );
}

function depthChart(v: WaterPointView): ChartOption {
  const line = (at: number, colour: string) => ({ yAxis: at, lineStyle: { color: colour, type: 'dashed' }, label: { formatter: `${at} cm`, color: colour } });
  return {
    animation: false,
    grid: { left: 8, right: 60, top: 12, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', confine: true },
    xAxis: { type: 'time', axisLabel: { color: '#8a9bb4', hideOverlap: true, formatter: (n: number) => shanghai(n, 'clock').slice(0, 5) } },
    yAxis: { type: 'value', axisLabel: { color: '#8a9bb4' }, splitLine: { lineStyle: { color: '#8a9bb422' } }, max: Math.max(v.plan.form.evacuate * 1.1, ...v.along.map((h) => Math.max(h.depth, h.rain))) },
    series: [
      { name: 'mm', type: 'line', step: 'end', areaStyle: { color: '#2fb6ff22' }, lineStyle: { width: 1, color: '#2fb6ff' }, showSymbol: false, data: v.along.map((h) => [Date.parse(h.at ?? ''), h.rain]) },
      {
        name: 'cm',
        type: 'line',
        showSymbol: false,
        lineStyle: { width: 2, color: '#ff7a45' },
        data: v.along.map((h) => [Date.parse(h.at ?? ''), Math.round(h.depth * 10) / 10]),
        markLine: { symbol: 'none', silent: true, data: [line(v.plan.form.warn, '#b09000'), line(v.plan.form.close, '#ff9f2e'), line(v.plan.form.evacuate, '#ff4d4f')] },
      },
    ],
  };
}
