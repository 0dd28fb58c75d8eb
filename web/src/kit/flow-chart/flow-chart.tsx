import './flow-chart.css';
import { ColumnWidthOutlined, FullscreenOutlined, ZoomInOutlined, ZoomOutOutlined } from '@ant-design/icons';
import { Button, Checkbox, Tooltip } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import type { Procedure } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { SidePanel } from '@/kit/side-panel';
import { Loading } from '@/kit/states';
import { basisText } from '@/kit/term-text';
import { shanghai } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { useNarrow } from '@/kit/media';
import { ActList } from './act-list';
import { ActDetails, StageDetails } from './details';
import type { Chosen } from './drawing';
import { graphOf, waysOf, type FlowAct, type FlowNode, type Progress } from './graph';
import type { Wording } from './layout';

const Drawing = lazy(() => import('./drawing'));

export interface FlowChartProps {
  procedure: Procedure;
  /** How far a case has come; without it the chart shows the procedure itself. */
  progress?: Progress;
  /** Names of the acts that this person may do now. */
  open?: string[];
  /** The list in words beside the drawing; true unless the page shows its own. */
  list?: boolean;
}

const nothing: string[] = [];

/** A procedure as a flow chart with its list in words; a press on a stage or an act opens what binds it. */
export function FlowChart({ procedure: p, progress, open = nothing, list = true }: FlowChartProps) {
  const { t, say } = useT();
  const narrow = useNarrow();
  const [chosen, setChosen] = useState<Chosen>();
  const openActs = useMemo(() => new Set(open), [open]);
  const stage = chosen?.kind === 'stage' ? p.stages.find((s) => s.name === chosen.name) : undefined;
  const act = chosen?.kind === 'act' ? p.acts.find((a) => a.name === chosen.name) : undefined;
  const been = stage && progress?.passed.findLast((x) => x.stage === stage.name);
  return (
    <div className={list && !narrow ? 'flow-chart flow-with-list' : 'flow-chart'}>
      {!narrow && <Canvas p={p} progress={progress} open={openActs} chosen={chosen} onChoose={setChosen} />}
      {(list || narrow) && (
        <nav className="flow-words" aria-label={t('flow.listLabel', { name: say(p.title) })}>
          <ActList p={p} progress={progress} open={openActs} chosen={chosen} onChoose={setChosen} />
        </nav>
      )}
      <SidePanel open={stage !== undefined || act !== undefined} title={say(stage?.title ?? act?.title)} width={440} onClose={() => setChosen(undefined)}>
        {act && <ActDetails p={p} act={act} onChoose={setChosen} />}
        {stage && <StageDetails p={p} stage={stage} onChoose={setChosen} at={been && <Been at={been.at} by={been.by} />} />}
      </SidePanel>
    </div>
  );
}

function Been({ at, by }: { at: string; by: string }) {
  const { t } = useT();
  return (
    <p>
      {t('flow.reached')} <TimeText at={at} style="minute" /> {by}
    </p>
  );
}

type Zoom = number | 'width' | 'all';
const steps = [0.4, 0.5, 0.6, 0.75, 0.9, 1, 1.25, 1.5, 2];

/** The words of the drawing, in the person's language. */
function useWording(p: Procedure): Wording & { tell: (a: FlowAct, way?: 'stay' | 'exit' | 'entry') => string; tellStage: (n: FlowNode) => string; target: (a: FlowAct) => string } {
  const { t, say } = useT();
  return useMemo(() => {
    const stage = (name: string) => say(p.stages.find((s) => s.name === name)?.title) || name;
    const mark: Wording['mark'] = (n) => {
      if (n.state === 'now') return n.at ? t('flow.hereSince', { at: shanghai(n.at, 'short') }) : t('flow.here');
      return n.state === 'passed' ? shanghai(n.at, 'short') : '';
    };
    const leads = (a: FlowAct) => waysOf(a.act, '').filter(Boolean).map(stage).join(t('flow.or'));
    const exit = (a: FlowAct) => t('flow.exit', { act: say(a.act.title), stage: leads(a) });
    const entry = (a: FlowAct) => t('flow.entry', { act: say(a.act.title), n: a.act.from.length });
    const tell = (a: FlowAct, way?: 'stay' | 'exit' | 'entry') =>
      [way === 'exit' ? exit(a) : way === 'entry' ? entry(a) : say(a.act.title), leads(a) ? t('flow.leadsTo', { stage: leads(a) }) : t('flow.staysHere'), basisText(a.act.basis)].filter(Boolean).join(' · ');
    return {
      stage: (n) => stage(n.name),
      mark,
      act: (a) => say(a.act.title),
      exit,
      entry,
      tell,
      tellStage: (n) => [stage(n.name), mark(n), n.kind === 'start' ? t('flow.start') : n.kind === 'final' ? t('flow.end') : ''].filter(Boolean).join(' '),
      target: leads,
    };
  }, [p, t, say]);
}

function Canvas(props: { p: Procedure; progress?: Progress; open: ReadonlySet<string>; chosen?: Chosen; onChoose: (c: Chosen) => void }) {
  const { p, progress, open } = props;
  const { t, say } = useT();
  const box = useRef<HTMLDivElement>(null);
  const room = useRoom(box);
  const [zoom, setZoom] = useState<Zoom>('width');
  const [drawAll, setDrawAll] = useState(false);
  const [size, setSize] = useState<{ width: number; height: number; focus?: { x: number; y: number } }>();
  const graph = useMemo(() => graphOf(p, { progress, open, drawAll }), [p, progress, open, drawAll]);
  const words = useWording(p);
  const fit = size ? Math.min(1, (room.width - 4) / size.width) : 1;
  const scale = zoom === 'width' ? Math.max(0.8, fit) : zoom === 'all' && size ? Math.min(fit, (room.height - 4) / size.height) : Number(zoom) || 1;
  const step = useCallback((by: 1 | -1) => {
    const next = by > 0 ? steps.find((s) => s > scale + 0.01) : steps.findLast((s) => s < scale - 0.01);
    if (next) setZoom(next);
  }, [scale]);
  useWheelZoom(box, step);
  const placed = useCallback((s: NonNullable<typeof size>) => {
    setSize(s);
  }, []);
  const focus = size?.focus;
  const shown = useRef<typeof focus>(undefined);
  useEffect(() => {
    const el = box.current;
    if (!el || !focus || shown.current === focus) return;
    shown.current = focus;
    el.scrollLeft = focus.x * scale - el.clientWidth / 2;
    el.scrollTop = focus.y * scale - el.clientHeight / 2;
  }, [focus, scale]);
  const keys = (e: KeyboardEvent) => {
    const act: Record<string, () => void> = { '+': () => step(1), '=': () => step(1), '-': () => step(-1), '0': () => setZoom(1), f: () => setZoom('all'), w: () => setZoom('width') };
    if (e.ctrlKey || e.metaKey || e.altKey || !act[e.key]) return;
    e.preventDefault();
    act[e.key]!();
  };
  return (
    <div className="flow-canvas">
      <div className="flow-tools" role="toolbar" aria-label={t('flow.tools')}>
        <Tool label={t('flow.zoomOut')} icon={<ZoomOutOutlined aria-hidden />} onClick={() => step(-1)} />
        <span className="num flow-scale">{Math.round(scale * 100)}%</span>
        <Tool label={t('flow.zoomIn')} icon={<ZoomInOutlined aria-hidden />} onClick={() => step(1)} />
        <Tool label={t('flow.fitWidth')} icon={<ColumnWidthOutlined aria-hidden />} onClick={() => setZoom('width')} />
        <Tool label={t('flow.fitAll')} icon={<FullscreenOutlined aria-hidden />} onClick={() => setZoom('all')} />
        {(graph.thinned || drawAll) && (
          <Checkbox checked={drawAll} onChange={(e) => setDrawAll(e.target.checked)}>
            {t('flow.drawAll')}
          </Checkbox>
        )}
        <Legend inCase={progress !== undefined} />
      </div>
      {graph.common.length > 0 && (
        <p className="flow-common">
          <span className="faint">{t('flow.common')}</span>
          {graph.common.map((a) => (
            <button key={a.act.name} type="button" className={`chip flow-tone-${a.tone} ${a.open ? 'chip-open' : ''}`} onClick={() => props.onChoose({ kind: 'act', name: a.act.name })}>
              {words.act(a)}
              {words.target(a) && ` → ${words.target(a)}`}
              {a.open && ` · ${t('flow.mayNow')}`}
            </button>
          ))}
        </p>
      )}
      <div ref={box} className="flow-view" tabIndex={0} role="region" aria-label={t('flow.canvas', { name: say(p.title) })} onKeyDown={keys} {...dragToPan}>
        <Suspense fallback={<Loading />}>
          <Drawing
            graph={graph}
            words={words}
            scale={scale}
            label={t('flow.chartOf', { name: say(p.title) })}
            chosen={props.chosen}
            onChoose={props.onChoose}
            onPlaced={placed}
            tellStage={words.tellStage}
            tellAct={words.tell}
          />
        </Suspense>
      </div>
    </div>
  );
}

function Tool({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <Tooltip title={label}>
      <Button size="small" aria-label={label} icon={icon} onClick={onClick} />
    </Tooltip>
  );
}

function Legend({ inCase }: { inCase: boolean }) {
  const { t } = useT();
  return (
    <ul className="flow-legend" aria-label={t('flow.legend')}>
      {inCase && <li className="legend-now">{t('flow.here')}</li>}
      {inCase && <li className="legend-open">{t('flow.mayNow')}</li>}
      <li className="legend-next">{t('flow.tone_next')}</li>
      <li className="legend-aside">{t('flow.tone_aside')}</li>
      <li className="legend-danger">{t('flow.tone_danger')}</li>
    </ul>
  );
}

/** The size of the box in which the drawing scrolls. */
function useRoom(box: React.RefObject<HTMLDivElement | null>) {
  const [room, setRoom] = useState({ width: 900, height: 600 });
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const read = () => el.clientWidth > 0 && setRoom({ width: el.clientWidth, height: el.clientHeight });
    const sized = new ResizeObserver(read);
    sized.observe(el);
    read();
    return () => sized.disconnect();
  }, [box]);
  return room;
}

/** Ctrl and the wheel zoom; React's own wheel handler cannot keep the page from zooming as well. */
function useWheelZoom(box: React.RefObject<HTMLDivElement | null>, step: (by: 1 | -1) => void) {
  useEffect(() => {
    const el = box.current;
    const turn = (e: WheelEvent) => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      step(e.deltaY < 0 ? 1 : -1);
    };
    el?.addEventListener('wheel', turn, { passive: false });
    return () => el?.removeEventListener('wheel', turn);
  }, [box, step]);
}

/** The ground can be dragged with the mouse; a touch scrolls by itself. */
const dragToPan = {
  onPointerDown: (e: PointerEvent<HTMLDivElement>) => {
    const on = e.target as Element;
    if (e.pointerType !== 'mouse' || e.button !== 0 || on.closest('[data-stop]')) return;
    const el = e.currentTarget;
    const from = { x: e.clientX + el.scrollLeft, y: e.clientY + el.scrollTop };
    const move = (m: globalThis.PointerEvent) => el.scrollTo(from.x - m.clientX, from.y - m.clientY);
    const stop = () => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', stop);
      removeEventListener('pointercancel', stop);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', stop);
    addEventListener('pointercancel', stop);
  },
};
