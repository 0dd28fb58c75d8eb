import { answers, asked } from './server';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { publicWords } from '@/i18n/public';
import { App as PublicApp } from '@/public/app';
import CalendarPage from '@/system/desk/calendar-page';
import DeadlinesPage from '@/system/desk/deadlines-page';
import FilePage, { draftKey, readDraft } from '@/system/desk/file-page';
import RulesPage, { ruleHas } from '@/system/desk/rules-page';
import { caseOf, hour, iso, now } from './fixture/case';
import { penalty, rules } from './fixture/penalty';
import { showPage } from './page';

beforeAll(() => startLanguage({ ...deskWords, ...publicWords }));
beforeEach(() => {
  answers.clear();
  asked.length = 0;
  localStorage.clear();
  answers.set('GET /api/session', () => ({ json: { person: { id: 'u1', name: '张伟' }, permissions: ['desk.law.change'], pages: [] } }));
  answers.set('GET /api/desk/people', () => ({ json: { items: [] } }));
});
afterEach(cleanup);
const words = (zh: string) => ({ zh, en: zh });
const bodies = (what: string) => asked.filter((a) => a.what === what).map((a) => a.body);

describe('the rules of law', () => {
  it('are asked for a day, say what is not checked, and unfold how a value came about', async () => {
    answers.set('GET /api/desk/packs', () => ({ json: { items: [] } }));
    answers.set('GET /api/desk/rules', () => ({ json: { items: [rules[0], { ...rules[1], parameter: true, explain: [words('市级规定缩短为7个工作日')] }] } }));
    showPage(RulesPage, '/desk/rules', '/desk/rules?on=2026-03-01&open=penalty.serve');
    await screen.findByText('市级规定缩短为7个工作日');
    expect(asked.find((a) => a.what === 'GET /api/desk/rules')!.url.searchParams.get('on')).toBe('2026-03-01');
    expect(screen.getByText('其中1条未核对', { exact: false })).toBeTruthy();
    fireEvent.click(screen.getByRole('checkbox', { name: '只看未核对' }));
    await waitFor(() => expect(screen.queryByText('penalty.decide')).toBeNull());
    expect(ruleHas(rules[0]!, '办案 90', (w) => (typeof w === 'string' ? w : (w?.zh ?? '')))).toBe(true);
  });
});

describe('the deadlines', () => {
  const late = { area: '210106', assignee: 'u1', assignee_name: '张伟', case: 'c1', case_title: '铁西案', due_at: iso(now - hour), late: true, n: 1, name: 'serve', title: words('送达期限') };

  it('are counted by area, and narrowed by a press', async () => {
    answers.set('GET /api/deadlines', () => ({ json: { items: [late] } }));
    answers.set('GET /api/deadlines/counts', () => ({ json: { items: [{ key: '210106', late: 2, soon: 1, other: 5 }] } }));
    const router = showPage(DeadlinesPage, '/desk/deadlines', '/desk/deadlines');
    expect((await screen.findByRole('link', { name: '铁西案' })).getAttribute('href')).toContain('/desk/cases/c1?tab=clocks');
    fireEvent.click(await screen.findByRole('button', { name: /210106/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ key: '210106' }));
    await waitFor(() => expect(asked.some((a) => a.what === 'GET /api/deadlines' && a.url.searchParams.get('area') === '210106')).toBe(true));
  });

  it('say that all is in time', async () => {
    answers.set('GET /api/deadlines', () => ({ json: { items: [] } }));
    answers.set('GET /api/deadlines/counts', () => ({ json: { items: [{ key: '210106', late: 0, soon: 0, other: 5 }] } }));
    showPage(DeadlinesPage, '/desk/deadlines', '/desk/deadlines?days=15');
    await screen.findByText('15日内没有到期或超期的期限。');
  });
});

describe('the working calendar', () => {
  it('shows what a correction moves before it is applied with a reason', async () => {
    answers.set('GET /api/desk/calendar', () => ({ json: { years: [{ Year: 2026, Workdays: 248, Source: 'gov.cn' }], corrections: [], gaps: [{ year: 2027, clocks: 3, text: words('2027年尚未录入') }], days: [{ date: '2026-10-01', kind: 'holiday', name: '国庆节' }] } }));
    answers.set('POST /api/desk/calendar', () => ({
      json: { applied: false, days: [], shifts: [{ case: 'c1', case_title: '铁西案', area: '', clock: 'serve', n: 1, title: words('送达期限'), was: '2026-10-10T16:00:00Z', is: '2026-10-11T16:00:00Z', certain: false }] },
    }));
    showPage(CalendarPage, '/desk/calendar', '/desk/calendar');
    await screen.findByText('影响3个在计期限');
    expect(document.querySelector('.strip-holiday')?.textContent).toContain('国庆节');
    fireEvent.change(await screen.findByLabelText('更正内容'), { target: { value: 'off 2026-10-09 临时放假' } });
    fireEvent.click(screen.getByRole('button', { name: '预览影响' }));
    await screen.findByText('2026-10-11 24:00');
    fireEvent.click(screen.getByRole('button', { name: '更正生效' }));
    await screen.findByText('请说明更正理由');
    expect(bodies('POST /api/desk/calendar')).toEqual([{ lines: 'off 2026-10-09 临时放假', apply: false }]);
    fireEvent.change(screen.getByRole('textbox', { name: '更正理由' }), { target: { value: '国办通知' } });
    fireEvent.click(screen.getByRole('button', { name: '更正生效' }));
    await waitFor(() => expect(bodies('POST /api/desk/calendar')[1]).toEqual({ lines: 'off 2026-10-09 临时放假', reason: '国办通知', apply: true }));
  });
});

describe('a new case', () => {
  const filing = {
    type: 'object', required: ['name', 'things'],
    properties: { name: { type: 'string', 'x-title': words('当事人') }, things: { type: 'array', 'x-title': words('证据清单'), items: { type: 'object', required: ['what'], properties: { what: { type: 'string', 'x-title': words('名称') } } } } },
  };

  it('keeps what is typed on this machine until it is sent, with lists of rows', async () => {
    answers.set('GET /api/procedures/penalty.ordinary', () => ({ json: { ...penalty, filing } }));
    answers.set('POST /api/procedures/penalty.ordinary/cases', () => ({ json: caseOf('new', '新案', null) }));
    const router = showPage(FilePage, '/desk/procedures/$name/new', '/desk/procedures/penalty.ordinary/new');
    fireEvent.change(await screen.findByLabelText('当事人'), { target: { value: '某公司' } });
    const key = draftKey('u1', 'penalty.ordinary');
    expect(readDraft(key)!.values).toMatchObject({ name: '某公司' });
    fireEvent.change(screen.getByLabelText('名称'), { target: { value: '账册' } });
    fireEvent.click(screen.getByRole('button', { name: '添加证据清单' }));
    fireEvent.change(screen.getAllByLabelText('名称')[1]!, { target: { value: '合同' } });
    fireEvent.click(screen.getByRole('button', { name: '登记' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/desk/cases/new'));
    expect(bodies('POST /api/procedures/penalty.ordinary/cases')).toEqual([{ name: '某公司', things: [{ what: '账册' }, { what: '合同' }] }]);
    expect(readDraft(key)).toBeUndefined();
  });
});

describe('the page of the public', () => {
  it('shows withdrawn decisions as such, with the reason and without the text', async () => {
    const decision = { area: '2101', decided_at: iso(now), id: 'd1', number: '〔2026〕1号', organ: '某市应急管理局', published_at: iso(now), title: '行政处罚决定书', withdrawn: false, withdrawn_at: '', reason: '' };
    const real = globalThis.fetch;
    globalThis.fetch = (async () => new Response(JSON.stringify({ items: [decision, { ...decision, id: 'd2', withdrawn: true, withdrawn_at: iso(now), reason: '决定被依法撤销' }], next: '' }))) as typeof fetch;
    render(<PublicApp />);
    await screen.findByText(/决定被依法撤销/);
    const [shown, gone] = [...document.querySelectorAll<HTMLElement>('[data-decision]')];
    expect(within(gone!).queryByRole('link')).toBeNull();
    fireEvent.click(within(shown!).getByRole('link'));
    expect(screen.getByTitle('查看决定书').getAttribute('sandbox')).toBe('');
    globalThis.fetch = real;
  });
});
