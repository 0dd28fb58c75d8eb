import { answers, asked } from './server';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InboxItem } from '@/api/types';
import { startLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import CasesPage, { questionOf } from '@/system/desk/cases-page';
import { byDue, nearnessOf } from '@/system/desk/due';
import InboxPage from '@/system/desk/inbox-page';
import ProcedurePage, { forceOf } from '@/system/desk/procedure-page';
import ProceduresPage from '@/system/desk/procedures-page';
import { caseOf, hour, iso, now } from './fixture/case';
import { penalty, rights, rules } from './fixture/penalty';
import { showPage } from './page';

beforeAll(async () => {
  startLanguage(deskWords);
  await import('@/kit/flow-chart/drawing'); // lazy on the page
});
const me = { person: { id: 'u1', name: '张伟' }, permissions: [], pages: [{ path: '/penalty/cases', workspace: 'supervision', title: { zh: '', en: '' } }] };
beforeEach(() => {
  answers.clear();
  asked.length = 0;
  answers.set('GET /api/desk/rules', () => ({ json: { items: rules } }));
  answers.set('GET /api/desk/rights', () => ({ json: { items: rights } }));
  answers.set('GET /api/session', () => ({ json: me }));
  answers.set('GET /api/procedures', () => ({ json: { items: [penalty, { ...penalty, name: 'fire.check', title: { zh: '消防检查', en: 'Fire check' }, basis: { law: '消防法' }, clocks: [], acts: [] }] } }));
});
afterEach(cleanup);

const todo = (id: string, title: string, due: string | null, procedure = 'penalty.ordinary', more = {}) =>
  ({ case: caseOf(id, title, due, { procedure }), page: '', stage: { zh: '已告知', en: '' }, todo: { zh: `办理${id}`, en: `do ${id}` }, acts: [], sign: '', procedure: penalty.title, ...more }) as unknown as InboxItem;

describe('what is due', () => {
  it('is overdue, near within a day, later, or without a limit', () => {
    expect(nearnessOf(iso(now - 1000), now)).toBe('over');
    expect(nearnessOf(iso(now + 24 * hour), now)).toBe('soon');
    expect(nearnessOf(iso(now + 25 * hour), now)).toBe('later');
    expect(nearnessOf('', now)).toBe('none');
    expect(nearnessOf('0001-01-01T00:00:00Z', now)).toBe('none');
  });

  it('comes first when it is longest over, and last without a limit', () => {
    const items = [todo('none', '', null), todo('later', '', iso(now + 90 * hour)), todo('over', '', iso(now - hour)), todo('older', '', iso(now - 9 * hour))];
    expect(byDue(items).map((i) => i.case.id)).toEqual(['older', 'over', 'later', 'none']);
  });
});

describe('the inbox', () => {
  const rows = () => [...document.querySelectorAll('[data-row]')].map((r) => r.getAttribute('data-row'));
  const show = async (items: InboxItem[]) => {
    answers.set('GET /api/inbox', () => ({ json: { items } }));
    return showPage(InboxPage, '/desk/inbox', '/desk/inbox');
  };
  const some = [todo('later', '浑南案', iso(now + 200 * hour)), todo('over', '铁西案', iso(now - 3 * hour - 90_000)), todo('soon', '皇姑案', iso(now + 2 * hour), 'fire.check'), todo('none', '沈北案', null)];

  it('sorts by the clock, and says the state in a word', async () => {
    await show(some);
    await screen.findByText('铁西案');
    expect(rows()).toEqual(['over', 'soon', 'later', 'none']);
    const first = document.querySelector<HTMLElement>('[data-row="over"]')!;
    expect(within(first).getByText('已超期')).toBeTruthy();
    expect(within(first).getByText(/^3 小时/)).toBeTruthy();
    expect(screen.getByText('超期 1')).toBeTruthy();
  });

  it('is walked with j and k, but not while somebody types', async () => {
    await show(some);
    await screen.findByText('铁西案');
    const at = () => document.activeElement?.closest('[data-row]')?.getAttribute('data-row');
    fireEvent.keyDown(document.body, { key: 'j' });
    expect(at()).toBe('over');
    fireEvent.keyDown(document.activeElement!, { key: 'j' });
    expect(at()).toBe('soon');
    fireEvent.keyDown(document.activeElement!, { key: 'k' });
    expect(at()).toBe('over');
    fireEvent.keyDown(document.activeElement!, { key: 'k' });
    expect(at()).toBe('over');
    const box = screen.getByRole('textbox', { name: '事项' });
    box.focus();
    fireEvent.keyDown(box, { key: 'j' });
    expect(document.activeElement).toBe(box);
  });

  it('opens a case by its link', async () => {
    const router = await show(some);
    fireEvent.click(await screen.findByRole('link', { name: /铁西案/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/desk/cases/over'));
  });

  it('groups by day on demand', async () => {
    await show(some);
    fireEvent.click(await screen.findByRole('checkbox', { name: '按到期日分组' }));
    const heads = screen.getAllByRole('heading', { level: 2 }).map((h) => h.textContent);
    expect(heads[0]).toBe('已超期');
    expect(heads.at(-1)).toBe('无期限');
    expect(rows()).toEqual(['over', 'soon', 'later', 'none']);
  });

  it('filters by procedure', async () => {
    await show(some);
    fireEvent.mouseDown(await screen.findByRole('combobox', { name: '程序' }));
    fireEvent.click(await screen.findByText('消防检查', { selector: '.ant-select-item-option-content' }));
    await waitFor(() => expect(rows()).toEqual(['soon']));
  });

  it('says what waits for a signature, and shows only that on demand', async () => {
    await show([...some, todo('sign', '大东案', iso(now + 300 * hour), 'penalty.ordinary', { sign: 'head' })]);
    await screen.findByText('大东案');
    expect(within(document.querySelector<HTMLElement>('[data-row="sign"]')!).getByText('待签')).toBeTruthy();
    expect(screen.getByText('待签 1')).toBeTruthy();
    fireEvent.click(screen.getByRole('checkbox', { name: '只看待签' }));
    await waitFor(() => expect(rows()).toEqual(['sign']));
  });

  it('says so when nothing waits, and when it may not be seen', async () => {
    await show([]);
    await screen.findByText('没有待办事项');
    cleanup();
    answers.set('GET /api/inbox', () => ({ status: 403, json: { status: 403, detail: '您无权使用工作台' } }));
    showPage(InboxPage, '/desk/inbox', '/desk/inbox');
    await screen.findByText('您没有查看这里的权限');
  });
});

describe('the list of cases', () => {
  const listed = () => asked.filter((a) => a.what === 'GET /api/cases');

  it('asks the server with the filters of the address', async () => {
    answers.set('GET /api/cases', () => ({ json: { items: [caseOf('c1', '铁西案', null)], next: '' } }));
    showPage(CasesPage, '/desk/cases', '/desk/cases?procedure=penalty.ordinary&stage=notified&area=210106&q=铁西&mine=1&state=open');
    await screen.findByText('铁西案');
    expect(Object.fromEntries(listed()[0]!.url.searchParams)).toEqual({ procedure: 'penalty.ordinary', stage: 'notified', area: '210106', q: '铁西', mine: 'true', open: 'true', limit: '50', cursor: '' });
  });

  it('puts a filter into the address, and clears them all', async () => {
    answers.set('GET /api/cases', () => ({ json: { items: [], next: '' } }));
    const router = showPage(CasesPage, '/desk/cases', '/desk/cases?q=x');
    fireEvent.click(await screen.findByRole('button', { name: '已办结' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ q: 'x', state: 'closed' }));
    fireEvent.click(screen.getByRole('button', { name: '清除筛选' }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
    await screen.findByText('没有符合条件的记录');
  });

  it('leaves every filter to the server', () => {
    const asked = (f: Parameters<typeof questionOf>[0]) => Object.fromEntries(Object.entries(questionOf(f)).filter(([, v]) => v !== undefined));
    expect(asked({ due: 'over' })).toEqual({ late: true });
    expect(asked({ due: 'soon', state: 'open' })).toEqual({ soon: 1, open: true });
    expect(asked({ due: 'week' })).toEqual({ soon: 7 });
    expect(asked({ state: 'closed', mine: '1' })).toEqual({ closed: true, mine: true });
  });

  it('offers the procedures of which a case may be opened by hand, and no others', async () => {
    answers.set('GET /api/cases', () => ({ json: { items: [], next: '' } }));
    answers.set('GET /api/session', () => ({ json: { ...me, permissions: ['penalty.case.open'] } }));
    answers.set('GET /api/procedures', () => ({ json: { items: [{ ...penalty, filing: {} }, { ...penalty, name: 'fire.check', title: { zh: '消防检查', en: '' }, filing: {}, open: 'fire.open' }] } }));
    const router = showPage(CasesPage, '/desk/cases', '/desk/cases');
    fireEvent.click(await screen.findByRole('button', { name: '新建' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: '行政处罚普通程序' }));
    expect(screen.queryByRole('menuitem', { name: '消防检查' })).toBeNull();
    await waitFor(() => expect(router.state.location.pathname).toBe('/desk/procedures/penalty.ordinary/new'));
  });
});

describe('the gallery', () => {
  it('shows what a newcomer looks for, and finds by title, law and act', async () => {
    const router = showPage(ProceduresPage, '/desk/procedures', '/desk/procedures');
    const card = await screen.findByRole('link', { name: /行政处罚普通程序/ });
    for (const text of ['23个阶段', `${penalty.acts.length}个步骤`, '6项法定期限', '版本 2', '监督管理']) expect(within(card).getByText(text)).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '听证 处罚法' } });
    await waitFor(() => expect(screen.queryByText('消防检查')).toBeNull());
    expect(router.state.location.search).toEqual({ q: '听证 处罚法' });
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '没有的词' } });
    await screen.findByText('没有匹配的流程');
  });

  it('filters by workspace', async () => {
    showPage(ProceduresPage, '/desk/procedures', '/desk/procedures?space=other');
    await screen.findByText('消防检查');
    expect(screen.queryByText('行政处罚普通程序')).toBeNull();
    expect(screen.getByText('共1项流程')).toBeTruthy();
  });

  it('leads to a page with chart, acts, terms and versions', async () => {
    answers.set('GET /api/procedures/penalty.ordinary', () => ({ json: penalty }));
    showPage(ProcedurePage, '/desk/procedures/$name', '/desk/procedures/penalty.ordinary');
    await screen.findByRole('heading', { name: '行政处罚普通程序' });
    const row = screen.getByText('作出行政处罚决定', { selector: '.act-cell' }).closest('tr')!;
    expect(row.textContent).toContain('主办人员 → 法制机构人员 → 部门负责人 → 主管局领导');
    expect(row.textContent).toContain('行政处罚决定书');
    await waitFor(() => expect(row.textContent).toContain('送达期限 7个工作日'));
    expect(screen.getByText('2021-07-15至2026-01-31')).toBeTruthy();
    expect(screen.getByText('现行')).toBeTruthy();
    expect(screen.getByText('已失效')).toBeTruthy();
  });

  it('knows which version is in force on a day', () => {
    const v = { from: '2026-02-01', to: '2026-12-31' };
    expect(['2026-01-31', '2026-02-01', '2026-12-31', '2027-01-01'].map((d) => forceOf(v, d))).toEqual(['future', 'current', 'current', 'past']);
    expect(forceOf({}, '2026-01-01')).toBe('current');
  });
});
