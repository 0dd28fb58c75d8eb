import { answers, asked } from './server';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { branches } from '@/kit/kind-tree';
import { rangeOf, valueOf, withFilter } from '@/kit/where';
import { creditCodeIsRight, daysUntil } from '@/system/grid/credit';
import { HazardsPanel } from '@/system/grid/hazards-panel';
import { FilePartPanel } from '@/system/grid/file-part';
import RegisterPage from '@/system/grid/register-page';
import { showPage } from './page';

beforeAll(() => startLanguage(deskWords));
beforeEach(() => {
  answers.clear();
  asked.length = 0;
});
afterEach(cleanup);

const w = (zh: string) => ({ zh, en: zh });
const kind = (name: string, theme: string, filters: unknown[] = []) => ({
  name,
  title: w(name),
  theme: { name: theme, title: w(theme) },
  key_field: { name: '', title: w('') },
  shape: '',
  style: { glyph: '楼', colour: '#8f9bff', min_zoom: 9 },
  columns: [],
  filters,
  schema: { properties: {} },
});

describe('filters by attributes', () => {
  it('are kept as the server reads them', () => {
    expect(withFilter(['floors:30..', 'use:office'], 'floors', '..20')).toEqual(['use:office', 'floors:..20']);
    expect(withFilter(['floors:30..'], 'floors', '')).toEqual([]);
    expect(valueOf(['floors:30..', 'use:office,hotel'], 'use')).toBe('office,hotel');
    expect(valueOf([], 'use')).toBe('');
    expect(rangeOf('30..')).toEqual(['30', '']);
    expect(rangeOf('2026-01-01..2026-02-01')).toEqual(['2026-01-01', '2026-02-01']);
    expect(rangeOf('5')).toEqual(['5', '5']);
    expect(rangeOf('')).toEqual(['', '']);
  });

  it('are offered for the kind, asked of the server, and cleared', async () => {
    const filters = [
      { field: 'floors', title: w('层数'), sort: 'number', min: 1, max: 200 },
      { field: 'sprinklers', title: w('喷淋'), sort: 'switch' },
    ];
    answers.set('GET /api/register/kinds', () => ({ json: { items: [kind('high-rise', 'building', filters), kind('camera', 'sensing')], next: '' } }));
    answers.set('GET /api/register/counts', () => ({ json: { 'high-rise': 2, camera: 1 } }));
    answers.set('GET /api/register/elements', () => ({ json: { items: [], next: '' } }));
    answers.set('GET /api/register/areas', () => ({ json: { items: [], next: '' } }));
    const router = showPage(RegisterPage, '/grid/elements', '/grid/elements?kind=high-rise');
    fireEvent.click(await screen.findByRole('button', { name: /按属性筛选/ }));
    const from = await screen.findByLabelText('层数，从');
    fireEvent.change(from, { target: { value: '30' } });
    fireEvent.blur(from);
    await waitFor(() => expect(asked.some((a) => a.url.searchParams.getAll('where').includes('floors:30..'))).toBe(true));
    expect(router.state.location.search).toMatchObject({ where: ['floors:30..'] });
    expect(await screen.findByRole('button', { name: /按属性筛选（1）/ })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '清除' }));
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('where'));
  });
});

describe('the tree of kinds', () => {
  it('keeps the order of the server', () => {
    const all = [kind('a', 'x'), kind('b', 'y'), kind('c', 'x')] as never;
    expect(branches(all).map((b) => [b.title.zh, b.kinds.map((x) => x.name)])).toEqual([
      ['x', ['a', 'c']],
      ['y', ['b']],
    ]);
  });
});

describe('an enterprise file', () => {
  it('checks the credit code and counts days in the city’s time', () => {
    expect(creditCodeIsRight('91350100M000100Y43')).toBe(true);
    expect(creditCodeIsRight('91350100M000100Y44')).toBe(false);
    expect(creditCodeIsRight('91350100m000100y43')).toBe(false);
    expect(creditCodeIsRight('')).toBe(false);
    const lateEvening = Date.parse('2026-11-26T17:00:00Z'); // already the 27th in the city
    expect(daysUntil('2026-11-27', lateEvening)).toBe(0);
    expect(daysUntil('2026-11-26', lateEvening)).toBe(-1);
    expect(daysUntil('2026-12-07', lateEvening)).toBe(10);
  });

  const unit = {
    id: 'hs-01',
    name: '液氨罐区',
    risk: 'orange',
    stated: { s: 3, r: 60, level: 2 },
    computed: { s: 6, r: 28.8, level: 3 },
    agrees: false,
    alpha: 1.2,
    persons_exposed: 40,
    terms: [{ name: '氯', cas: '7782-50-5', class: '', quantity: 30, critical: 5, critical_table: 1, beta: 4, beta_table: 3, ratio: 6, weighted: 24 }],
    steps: [w('S = Σ q/Q = 30/5 = 6（4.2.2）')],
    fault: w(''),
  };

  it('shows S and R with their working, and says when the record differs', async () => {
    answers.set('GET /api/register/elements/e1/hazards', () => ({ json: { items: [unit], next: '' } }));
    showPage(() => <HazardsPanel id="e1" />, '/', '/');
    expect(await screen.findByText('28.8')).toBeTruthy();
    expect(screen.getByText(/与计算结果不一致/)).toBeTruthy();
    expect(screen.getByText(/30\/5 = 6/)).toBeTruthy();
  });

  it('says why nothing can be computed, and that there is nothing', async () => {
    answers.set('GET /api/register/elements/e1/hazards', () => ({ json: { items: [{ ...unit, fault: w('须注明危险性类别') }], next: '' } }));
    showPage(() => <HazardsPanel id="e1" />, '/', '/');
    expect(await screen.findByText(/无法计算：须注明危险性类别/)).toBeTruthy();
    cleanup();
    answers.set('GET /api/register/elements/e2/hazards', () => ({ json: { items: [], next: '' } }));
    showPage(() => <HazardsPanel id="e2" />, '/', '/');
    expect(await screen.findByText('没有登记重大危险源')).toBeTruthy();
  });

  it('reads each part by itself: rows, nothing, no permission, an error', async () => {
    const part = (name: string, may = true) => ({ name, title: w(name), may });
    answers.set('GET /api/register/elements/e1/parts/rows', () => ({ json: { rows: [{ id: '1', title: '超压', state: w('未确认'), tone: 'red', at: '2026-11-26T01:00:00Z', link: '/monitor/alarms?open=1' }], total: 9, open: 1, more: '/monitor/alarms' } }));
    answers.set('GET /api/register/elements/e1/parts/empty', () => ({ json: { rows: [], total: 0, open: 0 } }));
    answers.set('GET /api/register/elements/e1/parts/broken', () => ({ status: 400, json: { status: 400, detail: '读取失败' } }));
    showPage(
      () => (
        <>
          {['rows', 'empty', 'broken'].map((n) => (
            <FilePartPanel key={n} id="e1" part={part(n)} />
          ))}
          <FilePartPanel id="e1" part={part('secret', false)} />
        </>
      ),
      '/',
      '/',
    );
    expect(await screen.findByText('超压')).toBeTruthy();
    expect(screen.getByText('未确认')).toBeTruthy();
    expect(screen.getByText('共 9 条，显示前 1 条')).toBeTruthy();
    expect(await screen.findByText('没有记录')).toBeTruthy();
    expect(await screen.findByText('读取失败')).toBeTruthy();
    expect(screen.getByText('您没有查看这里的权限')).toBeTruthy();
    expect(asked.some((a) => a.url.pathname.endsWith('/secret'))).toBe(false);
  });
});
