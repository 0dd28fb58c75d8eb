import { Graph, layout } from '@dagrejs/dagre';
import type { FlowAct, FlowEdge, FlowGraph, FlowNode } from './graph';
import { bandsOf, routes, type Point, type Way } from './route';
import { linesOf, widthOf } from './text-lines';

/** What the drawing says, in the person's language. */
export interface Wording {
  stage: (n: FlowNode) => string;
  /** The line under the title of a stage: where the case is, or when it was here. */
  mark: (n: FlowNode) => string;
  act: (a: FlowAct) => string;
  exit: (a: FlowAct) => string;
  entry: (a: FlowAct) => string;
}

export interface ActLines {
  act: FlowAct;
  lines: string[];
  /** The top of the first line, from the top of its box. */
  top: number;
}
export interface PlacedNode {
  node: FlowNode;
  /** The middle. */
  x: number;
  y: number;
  width: number;
  height: number;
  title: string[];
  mark: string;
  inner: (ActLines & { way: 'stay' | 'exit' | 'entry' })[];
}
export interface PlacedEdge {
  edge: FlowEdge;
  points: Point[];
  label: { x: number; y: number; width: number; height: number; acts: ActLines[] };
}
export interface Placed {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

export const sizes = { title: 15, titleLine: 20, small: 13, line: 18, pad: 9, node: 190, label: 152, icon: 16, margin: 16, start: 26 };

/** Gives every stage and act its place: layers from the top down, the ordinary way as straight as it can be. */
export function layOut(g: FlowGraph, words: Wording): Placed {
  const graph = new Graph({ directed: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 26, edgesep: 14, ranksep: 34, marginx: sizes.margin, marginy: sizes.margin + sizes.start });
  graph.setDefaultEdgeLabel(() => ({}));
  const nodes = g.nodes.map((n) => nodeBox(n, words));
  for (const n of nodes) graph.setNode(n.node.name, { width: n.width, height: n.height });
  const labels = new Map(g.edges.map((e) => [e, labelBox(e, words)]));
  for (const e of g.edges) {
    const l = labels.get(e)!;
    graph.setEdge(e.from, e.to, { width: l.width, height: l.height, labelpos: 'c', weight: e.hidden ? 0 : e.tone === 'next' ? 12 : 1, minlen: 1 });
  }
  layout(graph);
  for (const n of nodes) {
    const at = graph.node(n.node.name) as Point;
    n.x = at.x;
    n.y = at.y;
  }
  const drawn = g.edges
    .filter((e) => !e.hidden)
    .map((edge) => {
      const at = graph.edge(edge.from, edge.to) as { points: Point[]; x: number; y: number };
      return { edge, via: at.points.slice(1, -1), label: { ...labels.get(edge)!, x: at.x, y: at.y } };
    });
  const byName = new Map(nodes.map((n) => [n.node.name, n]));
  const ways = drawn.map((d): Way => ({ from: byName.get(d.edge.from)!, to: byName.get(d.edge.to)!, via: d.via }));
  const lines = routes(ways, bandsOf([...nodes, ...drawn.map((d) => d.label)]));
  const edges = drawn.map((d, i): PlacedEdge => ({ edge: d.edge, points: lines[i]!, label: d.label }));
  const whole = graph.graph() as { width?: number; height?: number };
  return { width: Math.ceil(whole.width ?? 0), height: Math.ceil(whole.height ?? 0), nodes, edges };
}

function nodeBox(node: FlowNode, words: Wording): PlacedNode {
  const room = sizes.node - 2 * sizes.pad - (node.kind === 'final' ? 12 : 0);
  const title = linesOf(words.stage(node), sizes.title, room);
  const mark = words.mark(node);
  let top = sizes.pad + title.length * sizes.titleLine + (mark ? sizes.line : 0) + 5;
  const inner: PlacedNode['inner'] = [];
  const add = (way: 'stay' | 'exit' | 'entry', acts: FlowAct[], say: (a: FlowAct) => string) => {
    for (const act of acts) {
      const lines = linesOf(say(act), sizes.small, room - sizes.icon);
      inner.push({ way, act, lines, top });
      top += lines.length * sizes.line + 2;
    }
  };
  add('stay', node.stays, words.act);
  add('exit', node.exits, words.exit);
  add('entry', node.entries, words.entry);
  return { node, title, mark, inner, x: 0, y: 0, width: sizes.node, height: top + (inner.length > 0 ? 5 : sizes.pad - 5) };
}

function labelBox(e: FlowEdge, words: Wording) {
  let top = 3;
  let width = 0;
  const acts = e.acts.map((act): ActLines => {
    const lines = linesOf(words.act(act), sizes.small, sizes.label);
    const one = { act, lines, top };
    top += lines.length * sizes.line + 2;
    for (const l of lines) width = Math.max(width, widthOf(l, sizes.small) + (act.act.machine ? sizes.icon : 0));
    return one;
  });
  return { x: 0, y: 0, width: e.hidden ? 1 : Math.ceil(width) + 14, height: e.hidden ? 1 : top + 1, acts };
}
