import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useT } from '@/i18n/desk';
import type { FlowAct, FlowGraph, FlowNode } from './graph';
import { layOut, sizes, type ActLines, type Placed, type PlacedEdge, type PlacedNode, type Wording } from './layout';
import { pathOf } from './route';
import { spaced } from './text-lines';

export interface Chosen {
  kind: 'stage' | 'act';
  name: string;
}
export interface DrawingProps {
  graph: FlowGraph;
  words: Wording;
  label: string;
  scale: number;
  chosen?: Chosen;
  onChoose: (c: Chosen) => void;
  /** The laid-out size, told whenever it changes, and where the case is. */
  onPlaced: (size: { width: number; height: number; focus?: { x: number; y: number } }) => void;
  /** What a screen reader hears for a stage and for an act. */
  tellStage: (n: FlowNode) => string;
  tellAct: (a: FlowAct, way?: 'stay' | 'exit' | 'entry') => string;
}

/** What can be walked to with the arrow keys: each stage, followed by the acts that leave it. */
function stops(placed: Placed): string[] {
  return placed.nodes.flatMap((n) => [
    `stage:${n.node.name}`,
    ...n.inner.map((i) => `${n.node.name}:${i.way}:${i.act.act.name}`),
    ...placed.edges.filter((e) => e.edge.from === n.node.name).flatMap((e) => e.label.acts.map((a) => `${e.edge.from}>${e.edge.to}:${a.act.act.name}`)),
  ]);
}

/** The flow chart itself, drawn as SVG. One tab stop; the arrow keys walk from stage to act to stage. */
export default function Drawing(props: DrawingProps) {
  const { graph, words, scale, onPlaced } = props;
  const { t } = useT();
  const told = useRef<Placed>(undefined);
  const placed = useMemo(() => layOut(graph, words), [graph, words]);
  const order = useMemo(() => stops(placed), [placed]);
  const [at, setAt] = useState(order[0] ?? '');
  const svg = useRef<SVGSVGElement>(null);
  if (told.current !== placed) {
    told.current = placed;
    const here = placed.nodes.find((n) => n.node.state === 'now');
    queueMicrotask(() => onPlaced({ width: placed.width, height: placed.height, focus: here && { x: here.x, y: here.y } }));
  }
  const current = order.includes(at) ? at : (order[0] ?? '');
  const walk = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowDown' || e.key === 'ArrowRight' ? 1 : e.key === 'ArrowUp' || e.key === 'ArrowLeft' ? -1 : 0;
    const i = e.key === 'Home' ? 0 : e.key === 'End' ? order.length - 1 : step ? order.indexOf(current) + step : -1;
    const to = order[i];
    if (!to) return;
    e.preventDefault();
    setAt(to);
    svg.current?.querySelector<SVGGElement>(`[data-stop="${CSS.escape(to)}"]`)?.focus();
  };
  const stop = (key: string, chosen: Chosen, label: string) => ({
    role: 'button',
    tabIndex: key === current ? 0 : -1,
    'data-stop': key,
    'aria-label': label,
    'aria-pressed': props.chosen?.kind === chosen.kind && props.chosen.name === chosen.name,
    onFocus: () => setAt(key),
    onClick: () => props.onChoose(chosen),
    onKeyDown: (e: KeyboardEvent) => {
      if (e.key !== 'Enter' && e.key !== ' ') return;
      e.preventDefault();
      props.onChoose(chosen);
    },
  });
  return (
    <svg
      ref={svg}
      className="flow-svg"
      role="group"
      aria-label={props.label}
      viewBox={`0 0 ${placed.width} ${placed.height}`}
      width={placed.width * scale}
      height={placed.height * scale}
      onKeyDown={walk}
    >
      <defs>
        {(['next', 'aside', 'danger', 'open', 'walked'] as const).map((kind) => (
          <marker key={kind} id={`flow-tip-${kind}`} className={`flow-tip flow-tip-${kind}`} viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
            <path d="M0 0L10 5L0 10z" />
          </marker>
        ))}
      </defs>
      {placed.edges.map((e) => (
        <Line key={`${e.edge.from}>${e.edge.to}`} e={e} />
      ))}
      {placed.nodes.map((n) => (
        <Box key={n.node.name} n={n} stop={stop} tellStage={props.tellStage} tellAct={props.tellAct} start={t('flow.start')} end={t('flow.end')} />
      ))}
      {placed.edges.map((e) => (
        <Label key={`${e.edge.from}>${e.edge.to}`} e={e} stop={stop} tellAct={props.tellAct} now={t('flow.mayNow')} />
      ))}
    </svg>
  );
}

function Line({ e }: { e: PlacedEdge }) {
  const { tone, open, walked } = e.edge;
  const tip = open ? 'open' : walked ? 'walked' : tone;
  return <path className={`flow-line flow-${tone} ${open ? 'flow-open' : ''} ${walked ? 'flow-walked' : ''}`} d={pathOf(e.points)} markerEnd={`url(#flow-tip-${tip})`} />;
}

type Stop = (key: string, chosen: Chosen, label: string) => object;

function Label({ e, stop, tellAct, now }: { e: PlacedEdge; stop: Stop; tellAct: (a: FlowAct, way?: 'stay' | 'exit' | 'entry') => string; now: string }) {
  const { x, y, width, height, acts } = e.label;
  return (
    <g transform={`translate(${x - width / 2} ${y - height / 2})`}>
      <rect className="flow-label-ground" width={width} height={height} rx={3} />
      {acts.map((a) => (
        <g
          key={a.act.act.name}
          className={`flow-act flow-act-${a.act.tone} ${a.act.open ? 'flow-act-open' : ''}`}
          data-act={a.act.act.name}
          {...stop(`${e.edge.from}>${e.edge.to}:${a.act.act.name}`, { kind: 'act', name: a.act.act.name }, a.act.open ? `${tellAct(a.act)} ${now}` : tellAct(a.act))}
        >
          <title>{tellAct(a.act)}</title>
          <rect className="flow-hit" x={1} y={a.top - 1} width={width - 2} height={a.lines.length * sizes.line + 2} rx={3} />
          <Lines a={a} x={a.act.act.machine ? 7 + sizes.icon : 7} />
          {a.act.act.machine && <ClockFace x={14} y={a.top + sizes.line / 2} />}
        </g>
      ))}
    </g>
  );
}

function Lines({ a, x }: { a: ActLines; x: number }) {
  return (
    <text fontSize={sizes.small}>
      {spaced(a.lines).map((l, i) => (
        <tspan key={i} x={x} y={a.top + i * sizes.line + 13}>
          {l}
        </tspan>
      ))}
    </text>
  );
}

function ClockFace({ x, y }: { x: number; y: number }) {
  return <path className="flow-clock" d={`M${x} ${y - 3.5}v3.5h2.5M${x - 5.5} ${y}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0`} />;
}

function Box(props: {
  n: PlacedNode;
  stop: Stop;
  tellStage: (n: FlowNode) => string;
  tellAct: (a: FlowAct, way?: 'stay' | 'exit' | 'entry') => string;
  start: string;
  end: string;
}) {
  const { n, stop, tellAct } = props;
  const { node } = n;
  const left = n.x - n.width / 2;
  const top = n.y - n.height / 2;
  const final = node.kind === 'final';
  const round = final ? Math.min(22, n.height / 2) : 5;
  const markTop = sizes.pad + n.title.length * sizes.titleLine;
  return (
    <g className={`flow-node flow-node-${node.state} flow-node-${node.kind}`} transform={`translate(${left} ${top})`} data-stage={node.name}>
      {node.kind === 'start' && (
        <>
          <circle className="flow-start" cx={n.width / 2} cy={-24} r={6} />
          <text className="flow-start-word" x={n.width / 2 + 12} y={-19} fontSize={12}>
            {props.start}
          </text>
          <path className="flow-line flow-next" d={`M${n.width / 2} -18V-2`} markerEnd="url(#flow-tip-next)" />
        </>
      )}
      <g {...stop(`stage:${node.name}`, { kind: 'stage', name: node.name }, props.tellStage(node))}>
        {final && <rect className="flow-ring" x={-3.5} y={-3.5} width={n.width + 7} height={n.height + 7} rx={round + 3} />}
        <rect className="flow-box" width={n.width} height={n.height} rx={round} />
        {node.state === 'passed' && <path className="flow-tick" d={`M${n.width - 22} 15l4 4l8 -9`} />}
        <text className="flow-title" textAnchor="middle" fontSize={sizes.title}>
          {spaced(n.title).map((l, i) => (
            <tspan key={i} x={n.width / 2} y={sizes.pad + i * sizes.titleLine + 15}>
              {l}
            </tspan>
          ))}
        </text>
        {n.mark && (
          <text className="flow-mark" textAnchor="middle" x={n.width / 2} y={markTop + 13} fontSize={sizes.small}>
            {n.mark}
          </text>
        )}
        {final && !n.mark && <title>{props.end}</title>}
      </g>
      {n.inner[0] && <path className="flow-rule" d={`M${sizes.pad} ${n.inner[0].top - 3}H${n.width - sizes.pad}`} />}
      {n.inner.map((i) => (
        <g
          key={`${i.way}:${i.act.act.name}`}
          className={`flow-act flow-act-${i.act.tone} flow-act-${i.way} ${i.act.open ? 'flow-act-open' : ''}`}
          data-act={i.act.act.name}
          {...stop(`${node.name}:${i.way}:${i.act.act.name}`, { kind: 'act', name: i.act.act.name }, tellAct(i.act, i.way))}
        >
          <title>{tellAct(i.act)}</title>
          <rect className="flow-hit" x={4} y={i.top - 1} width={n.width - 8} height={i.lines.length * sizes.line + 2} rx={3} />
          <WayMark way={i.way} x={sizes.pad + (final ? 8 : 3)} y={i.top + sizes.line / 2} />
          <Lines a={i} x={sizes.pad + sizes.icon + (final ? 5 : 0)} />
        </g>
      ))}
    </g>
  );
}

/** A dot for an act that stays, an arrow out of the box or into it for one that is not drawn. */
function WayMark({ way, x, y }: { way: 'stay' | 'exit' | 'entry'; x: number; y: number }) {
  if (way === 'stay') return <circle className="flow-dot" cx={x + 3} cy={y} r={2.2} />;
  const d = way === 'exit' ? `M${x - 1} ${y}h8m-3 -3l3 3l-3 3` : `M${x + 7} ${y}h-8m3 -3l-3 3l3 3`;
  return <path className="flow-way" d={d} />;
}
