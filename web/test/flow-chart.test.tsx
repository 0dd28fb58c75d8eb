import { answers } from './server';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render as renderBare, screen, waitFor, within } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { FlowChart } from '@/kit/flow-chart/flow-chart';
import { graphOf, passedStages, type FlowAct } from '@/kit/flow-chart/graph';
import { layOut, type Placed, type Wording } from '@/kit/flow-chart/layout';
import { bandsOf, pathOf, routes, type Box } from '@/kit/flow-chart/route';
import { linesOf, spaced, widthOf } from '@/kit/flow-chart/text-lines';
import { queries } from '@/api/queries';
import { penalty, rights, rules } from './fixture/penalty';

beforeAll(async () => {
  startLanguage(deskWords);
  await import('@/kit/flow-chart/drawing'); // lazy on the page
});
beforeEach(() => {
  queries.clear();
  answers.set('GET /api/desk/rules', () => ({ json: { items: rules } }));
  answers.set('GET /api/desk/rights', () => ({ json: { items: rights } }));
});
afterEach(cleanup);

const render = (page: ReactElement) => renderBare(<QueryClientProvider client={queries}>{page}</QueryClientProvider>);

const words: Wording = {
  stage: (n) => penalty.stages.find((s) => s.name === n.name)!.title.zh,
  mark: () => '',
  act: (a: FlowAct) => a.act.title.zh,
  exit: (a: FlowAct) => a.act.title.zh,
  entry: (a: FlowAct) => a.act.title.zh,
};

describe('lines of text', () => {
  it('break Chinese anywhere, but never before a closing mark or after an opening one', () => {
    const lines = linesOf('终止调查,撤销立案。《安全生产法》第一条', 13, 70);
    expect(lines.join('')).toBe('终止调查,撤销立案。《安全生产法》第一条');
    for (const l of lines) {
      expect(l).not.toMatch(/^[,。》]/);
      expect(l).not.toMatch(/《$/);
    }
  });

  it('keep Latin words whole and drop the space at a break', () => {
    expect(linesOf('Serve the penalty notice', 13, 110)).toEqual(['Serve the', 'penalty notice']);
  });

  it('are read with their spaces, and Chinese without', () => {
    expect(spaced(['Serve the', 'notice'])).toEqual(['Serve the ', 'notice']);
    expect(spaced(['送达', '告知书'])).toEqual(['送达', '告知书']);
  });

  it('fit, as long as one piece fits', () => {
    for (const l of linesOf('送达行政处罚告知书后当事人可以提出陈述申辩', 13, 100)) expect(widthOf(l, 13)).toBeLessThanOrEqual(100);
  });
});

describe('the graph of a procedure', () => {
  const edge = (from: string, to: string, all = false) => graphOf(penalty, { drawAll: all }).edges.find((e) => e.from === from && e.to === to && !e.hidden);

  it('lets acts between the same stages share one line, the ordinary one first', () => {
    expect(edge('decided', 'served')!.acts.map((a) => a.act.name)).toEqual(['serve', 'proclaim']);
    expect(edge('decided', 'served')!.tone).toBe('next');
  });

  it('lists acts that stay inside their stage and draws no loop', () => {
    const g = graphOf(penalty);
    expect(g.edges.filter((e) => e.from === e.to)).toEqual([]);
    expect(g.nodes.find((n) => n.name === 'investigating')!.stays.map((a) => a.act.name)).toEqual(['avoid', 'inquire', 'survey', 'sample', 'extend']);
  });

  it('names side ways of many stages once, far ones in their stages, and draws them when asked', () => {
    const g = graphOf(penalty);
    expect(g.thinned).toBe(true);
    expect(g.common.map((a) => a.act.name)).toEqual(['end', 'note']);
    expect(edge('decided', 'withdrawn')).toBeUndefined();
    expect(g.nodes.find((n) => n.name === 'decided')!.exits.map((a) => a.act.name)).toEqual(['revoke']);
    expect(g.nodes.find((n) => n.name === 'withdrawn')!.entries.map((a) => a.act.name)).toEqual(['revoke']);
    expect(edge('decided', 'withdrawn', true)!.tone).toBe('danger');
    expect(graphOf(penalty, { drawAll: true }).common).toEqual([]);
  });

  it('draws every line of a small procedure', () => {
    const few = ['clue', 'filed', 'investigating', 'reported', 'closed', 'withdrawn'];
    const of = (names: string[]) => names.filter((n) => few.includes(n));
    const acts = penalty.acts.filter((a) => of(a.from).length > 0 && (!a.to || few.includes(a.to))).map((a) => ({ ...a, from: of(a.from) }));
    const g = graphOf({ ...penalty, stages: penalty.stages.filter((s) => few.includes(s.name)), acts });
    expect(g.thinned).toBe(false);
    expect(g.edges.filter((e) => e.to === 'withdrawn' && !e.hidden).map((e) => e.from)).toEqual(['clue', 'filed', 'investigating', 'reported']);
  });

  it('never leaves out an act', () => {
    for (const drawAll of [false, true]) {
      const g = graphOf(penalty, { drawAll });
      const shown = new Set([...g.common, ...g.edges.flatMap((e) => e.acts), ...g.nodes.flatMap((n) => [...n.stays, ...n.exits])].map((a) => a.act.name));
      expect(penalty.acts.map((a) => a.name).filter((n) => !shown.has(n))).toEqual([]);
    }
  });

  it('holds every stage below another, so that none floats at the top', () => {
    const g = graphOf(penalty);
    const reached = new Set(g.edges.map((e) => e.to));
    expect(g.nodes.map((n) => n.name).filter((n) => n !== 'clue' && !reached.has(n))).toEqual([]);
  });

  it('marks where the case is, where it was, and what may be done only there', () => {
    const progress = { now: 'reviewed', closed: false, passed: [{ stage: 'clue', at: '2026-01-01T00:00:00Z', by: '', act: '' }, { stage: 'filed', at: '2026-01-02T00:00:00Z', by: '', act: 'file' }] };
    const g = graphOf(penalty, { progress, open: new Set(['notify', 'more']) });
    expect(g.nodes.find((n) => n.name === 'reviewed')!.state).toBe('now');
    expect(g.nodes.find((n) => n.name === 'filed')!.state).toBe('passed');
    expect(g.edges.filter((e) => e.walked).map((e) => `${e.from}>${e.to}`)).toEqual(['clue>filed']);
    expect(g.edges.filter((e) => e.open).map((e) => `${e.from}>${e.to}`)).toEqual(['reviewed>investigating', 'reviewed>notified']);
  });
});

describe('the stages passed', () => {
  const c = { opened_at: '2026-01-01T00:00:00Z', opened_name: 'A' };
  const done = (act: string, stage: string, at: string) => ({ act, stage, at, name: 'B' });

  it('follow what was done, through returns, and not what left the case where it was', () => {
    const way = passedStages(penalty, c, [
      done('file', 'filed', '2026-01-02T00:00:00Z'),
      done('note', 'filed', '2026-01-02T01:00:00Z'),
      done('begin', 'investigating', '2026-01-03T00:00:00Z'),
      done('report', 'reported', '2026-01-04T00:00:00Z'),
      done('more', 'investigating', '2026-01-05T00:00:00Z'),
    ]);
    expect(way.map((w) => w.stage)).toEqual(['clue', 'filed', 'investigating', 'reported', 'investigating']);
    expect(way[0]).toEqual({ stage: 'clue', at: c.opened_at, by: 'A', act: '' });
  });
});

describe('an act whose way the case decides', () => {
  const acts = penalty.acts.map((a) => (a.name === 'adopt' ? { ...a, to: '', ways: ['discussed', 'reviewed'] } : a));

  it('is drawn to each of its stages', () => {
    const g = graphOf({ ...penalty, acts }, { drawAll: true });
    expect(g.edges.filter((e) => e.acts.some((a) => a.act.name === 'adopt')).map((e) => `${e.from}>${e.to}`)).toEqual(['defended>discussed', 'defended>reviewed']);
  });
});

const apart = (a: Box, b: Box) => Math.abs(a.x - b.x) * 2 >= a.width + b.width || Math.abs(a.y - b.y) * 2 >= a.height + b.height;

describe.each([false, true])('the layout (all lines: %s)', (drawAll) => {
  const placed: Placed = layOut(graphOf(penalty, { drawAll }), words);

  it('lets no two boxes lie upon each other, nor a label upon a box', () => {
    const boxes = placed.nodes;
    for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) expect(apart(a, b), `${a.node.name} ${b.node.name}`).toBe(true);
    for (const e of placed.edges) for (const n of boxes) expect(apart(e.label, n), `${e.edge.from}>${e.edge.to} ${n.node.name}`).toBe(true);
  });

  it('lays every line from its box to its box, and through no other', () => {
    const by = new Map(placed.nodes.map((n) => [n.node.name, n]));
    const onEdge = (p: { x: number; y: number }, b: Box) => Math.abs(Math.abs(p.y - b.y) - b.height / 2) < 0.6 && Math.abs(p.x - b.x) <= b.width / 2;
    for (const e of placed.edges) {
      expect(onEdge(e.points[0]!, by.get(e.edge.from)!)).toBe(true);
      expect(onEdge(e.points.at(-1)!, by.get(e.edge.to)!)).toBe(true);
      for (let i = 1; i < e.points.length; i++) {
        const [a, b] = [e.points[i - 1]!, e.points[i]!];
        for (const n of placed.nodes) {
          for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
            const p = { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
            const inside = Math.abs(p.x - n.x) < n.width / 2 - 1 && Math.abs(p.y - n.y) < n.height / 2 - 1;
            expect(inside, `${e.edge.from}>${e.edge.to} crosses ${n.node.name}`).toBe(false);
          }
        }
      }
    }
  });

  it('stays inside its own size', () => {
    for (const n of placed.nodes) {
      expect(n.x - n.width / 2).toBeGreaterThanOrEqual(0);
      expect(n.x + n.width / 2).toBeLessThanOrEqual(placed.width);
      expect(n.y + n.height / 2).toBeLessThanOrEqual(placed.height);
    }
  });
});

describe('the usual layout', () => {
  it('is narrow enough to be read on a small office screen', () => {
    expect(layOut(graphOf(penalty), words).width).toBeLessThan(960);
  });
});

describe('routes', () => {
  it('spread lines that enter one box, in the order in which they come', () => {
    const to = { x: 100, y: 200, width: 100, height: 40 };
    const from = [60, 100, 140].map((x) => ({ x, y: 0, width: 30, height: 20 }));
    const ends = routes(from.map((f) => ({ from: f, to, via: [] })), bandsOf([...from, to])).map((p) => p.at(-1)!);
    expect(ends.map((p) => p.y)).toEqual([180, 180, 180]);
    expect(ends[0]!.x).toBeLessThan(ends[1]!.x);
    expect(ends[1]!.x).toBeLessThan(ends[2]!.x);
  });

  it('run upward from the top of one box to the bottom of the other', () => {
    const [a, b] = [{ x: 0, y: 100, width: 60, height: 20 }, { x: 0, y: 0, width: 60, height: 20 }];
    expect(routes([{ from: a, to: b, via: [] }], bandsOf([a, b]))[0]).toEqual([{ x: 0, y: 90 }, { x: 0, y: 10 }]);
  });

  it('become paths', () => {
    expect(pathOf([{ x: 0, y: 0 }, { x: 0, y: 20 }, { x: 20, y: 20 }], 5)).toBe('M0 0L0 15Q0 20 5 20L20 20');
    expect(pathOf([])).toBe('');
  });
});

describe('the chart on the page', () => {
  /** One part of the drawing; asking by role is slow among hundreds of parts. */
  const part = (stop: string) => waitFor(() => {
    const found = document.querySelector<SVGGElement>(`[data-stop="${stop}"]`);
    expect(found).not.toBeNull();
    return found!;
  });

  it('is one tab stop; arrow keys walk it and Enter opens what binds an act', async () => {
    render(<FlowChart procedure={penalty} />);
    const first = await part('stage:clue');
    expect(first.getAttribute('aria-label')).toBe('线索登记 开始');
    expect(first.getAttribute('role')).toBe('button');
    const svg = first.closest('svg')!;
    expect(svg.querySelectorAll('[tabindex="0"]').length).toBe(1);
    first.focus();
    fireEvent.keyDown(first, { key: 'ArrowDown' });
    expect(document.activeElement!.getAttribute('data-stop')).toBe('clue>filed:file');
    expect(svg.querySelectorAll('[tabindex="0"]').length).toBe(1);
    fireEvent.keyDown(document.activeElement!, { key: 'Enter' });
    const panel = await screen.findByRole('dialog');
    for (const text of ['立案审批表', '主办人员', '法制机构人员', '部门负责人', '主管局领导', '情况说明']) expect(within(panel).getByText(text)).toBeTruthy();
    expect(within(panel).getByText('须具备：国家统一法律职业资格证书')).toBeTruthy();
    await within(panel).findByText('开始计算：办案期限 90日');
    expect(within(panel).getByText('执法人员或承办人')).toBeTruthy();
    expect(within(panel).getByText(/第五十四条第二款/)).toBeTruthy();
  });

  it('says in words where a case is, and what may be done now', async () => {
    const progress = { now: 'reviewed', closed: false, passed: [] };
    render(<FlowChart procedure={penalty} progress={progress} open={['notify']} />);
    expect((await part('stage:reviewed')).getAttribute('aria-label')).toBe('法制审核 当前阶段');
    expect((await part('reviewed>notified:notify')).getAttribute('aria-label')).toMatch(/^送达行政处罚告知书 · 进入“已告知” .*现在可办$/);
    const list = screen.getByRole('navigation');
    expect(within(list).getByText('当前阶段')).toBeTruthy();
    expect(within(list).getByText('现在可办')).toBeTruthy();
  });

  it('names every act in the list, with its article', () => {
    render(<FlowChart procedure={penalty} />);
    const list = screen.getByRole('navigation');
    const named = new Set([...list.querySelectorAll('[data-act]')].map((b) => b.getAttribute('data-act')));
    expect([...named].sort()).toEqual(penalty.acts.map((a) => a.name).sort());
    expect(within(list).getByText('第五十四条第二款')).toBeTruthy();
  });

  it('is a list alone on a phone', () => {
    vi.spyOn(globalThis, 'matchMedia').mockImplementation((q) => ({ matches: true, media: q, addEventListener: () => {}, removeEventListener: () => {} }) as unknown as MediaQueryList);
    render(<FlowChart procedure={penalty} list={false} />);
    expect(screen.queryByRole('toolbar')).toBeNull();
    expect(screen.getByRole('navigation')).toBeTruthy();
    vi.restoreAllMocks();
  });

  it('shows a procedure without terms, writs and signatures', async () => {
    const bare = { ...penalty, clocks: undefined, writs: undefined, versions: undefined, acts: penalty.acts.map(({ signs: _s, writs: _w, evidence: _e, ...a }) => a) };
    render(<FlowChart procedure={bare} />);
    fireEvent.click(await part('clue>filed:file'));
    const panel = await screen.findByRole('dialog');
    await within(panel).findByText('执法人员或承办人');
  });
});
