import { answers, asked } from './server';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseSheet, PossibleAct } from '@/api/casework';
import type { InboxItem } from '@/api/types';
import { startLanguage, switchLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { SignChain } from '@/kit/sign-chain';
import { TabBar } from '@/kit/tab-bar';
import CasePage from '@/system/desk/case-page';
import CasesPage, { passes } from '@/system/desk/cases-page';
import { leavesOf } from '@/system/desk/dossier-tab';
import { byDue, nearnessOf } from '@/system/desk/due';
import { mediumOf, sizeText } from '@/system/desk/evidence-tab';
import InboxPage from '@/system/desk/inbox-page';
import ProcedurePage, { forceOf } from '@/system/desk/procedure-page';
import ProceduresPage from '@/system/desk/procedures-page';
import { penalty } from './fixture/penalty';
import { showPage } from './page';

beforeAll(async () => {
  startLanguage(deskWords);
  await import('@/kit/flow-chart/drawing'); // lazy on the page
});
const me = { person: { id: 'u1', name: '张伟' }, permissions: [], pages: [{ path: '/penalty/cases', workspace: 'supervision', title: { zh: '', en: '' } }] };
beforeEach(() => {
  answers.clear();
  asked.length = 0;
  answers.set('GET /api/session', () => ({ json: me }));
  answers.set('GET /api/procedures', () => ({ json: { items: [penalty, { ...penalty, name: 'fire.check', title: { zh: '消防检查', en: 'Fire check' }, basis: { law: '消防法' }, clocks: [], acts: [] }] } }));
});
afterEach(cleanup);

const hour = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const now = Date.now();

function caseOf(id: string, title: string, due: string | null, more = {}) {
  return {
    id, title, procedure: 'penalty.ordinary', version: 2, stage: 'notified', closed: false, area: '2101', root: id, assignee: '', assignee_name: '张伟', data: {}, due_at: due ?? '',
    opened_by: 'u1', opened_name: '张伟', opened_at: iso(now - 90 * hour), changed_at: iso(now - hour), last_act: 'notify', last_by: 'u1', last_name: '李娜', revision: 3,
    procedure_title: penalty.title, stage_title: { zh: '已告知', en: 'Notice served' }, page: '', ...more,
  };
}
const todo = (id: string, title: string, due: string | null, procedure = 'penalty.ordinary') =>
  ({ case: caseOf(id, title, due, { procedure }), page: '', stage: { zh: '已告知', en: '' }, todo: { zh: `办理${id}`, en: `do ${id}` }, acts: [] }) as unknown as InboxItem;

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
  const some = [todo('later', '浑南案', iso(now + 200 * hour)), todo('over', '铁西案', iso(now - 3 * hour - 60_000)), todo('soon', '皇姑案', iso(now + 2 * hour), 'fire.check'), todo('none', '沈北案', null)];

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

  it('reads every page to find what is overdue, the longest first', async () => {
    answers.set('GET /api/cases', (_, url) =>
      url.searchParams.get('cursor') === ''
        ? { json: { items: [caseOf('a', '刚超期案', iso(now - hour)), caseOf('b', '期限内案', iso(now + 99 * hour))], next: 'b' } }
        : { json: { items: [caseOf('c', '久超期案', iso(now - 99 * hour))], next: '' } },
    );
    showPage(CasesPage, '/desk/cases', '/desk/cases?due=over');
    await screen.findByText('久超期案');
    expect(screen.getAllByRole('link').map((l) => l.textContent)).toEqual(['久超期案', '刚超期案']);
    expect(listed().map((a) => a.url.searchParams.get('open'))).toEqual(['true', 'true']);
  });

  it('says when there were too many to search them all', async () => {
    const page = Array.from({ length: 500 }, (_, i) => caseOf(`n${i}`, '期限内案', iso(now + 99 * hour)));
    answers.set('GET /api/cases', () => ({ json: { items: page, next: 'more' } }));
    showPage(CasesPage, '/desk/cases', '/desk/cases?due=over');
    await screen.findByText('只查找了最近2,000件,请再缩小范围。');
    expect(listed().length).toBe(4);
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

  it('knows closed from open, and near from far', () => {
    expect(passes({ closed: false, due_at: '' }, { state: 'closed' }, now)).toBe(false);
    expect(passes({ closed: true, due_at: '' }, { state: 'closed' }, now)).toBe(true);
    expect(passes({ closed: false, due_at: iso(now + hour) }, { due: 'soon' }, now)).toBe(true);
    expect(passes({ closed: false, due_at: iso(now + hour) }, { due: 'over' }, now)).toBe(false);
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
    expect(row.textContent).toContain('送达期限 7个工作日');
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

const possible = (name: string, more: Partial<PossibleAct> = {}): PossibleAct => {
  const a = penalty.acts.find((x) => x.name === name)!;
  return { act: name, title: a.title, to: a.to, tone: a.tone, basis: a.basis, allowed: true, ...more };
};
const sheet = (more: Partial<CaseSheet> = {}): CaseSheet => ({
  case: caseOf('c1', '某化工有限公司案', null) as unknown as CaseSheet['case'],
  outline: penalty,
  acts: [possible('defend', { waits: [{ zh: '陈述申辩笔录尚未上传', en: 'the record is missing' }] }), possible('silent', { allowed: false })],
  files: [],
  ...more,
});

describe('the page of a case', () => {
  const show = (s: CaseSheet, search = '') => {
    answers.set('GET /api/cases/c1', () => ({ json: s }));
    answers.set('GET /api/cases/c1/journal', () => ({ json: { items: [{ seq: 1, object: 'c1', action: 'penalty.ordinary.notify', at: iso(now - hour), actor_name: '李娜', hash: 'ab'.repeat(32) }] } }));
    return showPage(CasePage, '/desk/cases/$id', `/desk/cases/c1${search}`);
  };

  it('says where it stands, what is missing, and who does the rest', async () => {
    show(sheet());
    await screen.findByRole('heading', { name: '某化工有限公司案' });
    expect(screen.getByRole('button', { name: '收到陈述申辩' })).toBeTruthy();
    expect(screen.getByText('陈述申辩笔录尚未上传')).toBeTruthy();
    expect(screen.getByText('到期由系统自动办理')).toBeTruthy();
    expect(screen.queryByRole('button', { name: '未提出陈述申辩' })).toBeNull();
    await waitFor(() => expect(document.querySelector('[data-stop="stage:notified"]')?.getAttribute('aria-label')).toMatch(/^已告知 当前 /));
  });

  it('stands without any of the newer parts: every tab has its empty state', async () => {
    const router = show(sheet());
    for (const [tab, text] of [['文书', '没有文书'], ['证据', '没有证据和材料'], ['期限', '没有在计的期限'], ['案卷', '案卷是空的']] as const) {
      fireEvent.click(await screen.findByRole('tab', { name: tab }));
      await screen.findByText(text);
    }
    expect(router.state.location.search).toEqual({ tab: 'dossier' });
    fireEvent.click(screen.getByRole('tab', { name: '办理记录' }));
    await screen.findByText('送达行政处罚告知书');
  });

  it('shows clocks, signatures, documents and evidence', async () => {
    const clock = { name: 'serve', title: { zh: '送达期限', en: '' }, state: 'running' as const, due_at: iso(now + 30 * hour), warn_at: iso(now - hour), left: { zh: '还剩1个工作日', en: '' }, steps: [{ zh: '起算日不计入', en: '' }], lapse: 'waived', article: '第六十一条' };
    const document = { id: 'd1', writ: 'notice', title: { zh: '行政处罚告知书', en: '' }, number: '〔2026〕12号', at: iso(now - 2 * hour), state: 'served', served: { method: { zh: '直接送达', en: '' }, at: iso(now), state: 'done' }, html_url: '/d1' };
    const evidence = { id: 'e1', name: '现场.mp4', type: 'video/mp4', size: 3_400_000, hash: 'cd'.repeat(32), lon: 123.4, lat: 41.8, duration_s: 65, at: iso(now - 3 * hour) };
    const signs = [{ name: 'a', title: { zh: '主办人员', en: '' }, state: 'signed' as const, by_name: '张伟', at: iso(now), opinion: '同意' }, { name: 'b', title: { zh: '部门负责人', en: '' }, state: 'next' as const }];
    show(sheet({ clocks: [clock], documents: [document], evidence: [evidence], pending: [{ act: 'decide', title: { zh: '作出行政处罚决定', en: '' }, by_name: '张伟', at: iso(now), form: { note: '拟处罚款三万元' }, signs }] }));
    const chip = await screen.findByRole('button', { name: /送达期限/ });
    expect(chip.textContent).toContain('临近');
    expect(chip.textContent).toContain('还剩1个工作日');
    expect(screen.getByText('拟处罚款三万元')).toBeTruthy();
    expect(screen.getByText('待签').closest('li')!.textContent).toContain('部门负责人');
    fireEvent.click(chip);
    await screen.findByText('起算日不计入');
    expect(screen.getByText(/逾期视为放弃权利/)).toBeTruthy();
    fireEvent.click(screen.getByRole('tab', { name: '文书1' }));
    await screen.findByText('〔2026〕12号');
    expect(screen.getByText('已送达')).toBeTruthy();
    fireEvent.click(screen.getByRole('tab', { name: '证据1' }));
    await screen.findByText(/3.4 MB/);
    fireEvent.click(screen.getByRole('tab', { name: '案卷' }));
    await screen.findByText('卷内目录(2件)');
  });

  it('has no Chinese of its own in English', async () => {
    switchLanguage('en');
    show(sheet());
    await screen.findByRole('tab', { name: 'Flow chart' });
    for (const text of ['Stage', 'By others', 'Still missing', 'the record is missing']) expect(screen.getByText(text)).toBeTruthy();
    switchLanguage('zh');
  });
});

describe('the index of a case file', () => {
  it('lists documents, evidence and files in the order in which they came', () => {
    const file = { id: 'f', name: '营业执照.pdf', person_name: '张伟', at: '2026-01-02T08:00:00+08:00' };
    const leaves = leavesOf(
      sheet({
        documents: [{ id: 'd', writ: 'x', title: '决定书', at: '2026-01-03T00:00:00Z' }],
        evidence: [{ id: 'e', name: '照片', type: 'image/jpeg', size: 1, hash: '', at: '2026-01-02T00:30:00Z' }],
        files: [file as never],
      }),
    );
    expect(leaves.map((l) => l.id)).toEqual(['f', 'e', 'd']);
    expect(leaves[0]!.url).toBe('/api/cases/c1/files/f');
  });
});

describe('evidence', () => {
  it('has a kind by its media type, and a size in words', () => {
    expect(['image/png', 'video/mp4', 'audio/mpeg', 'application/pdf', ''].map(mediumOf)).toEqual(['photo', 'video', 'audio', 'paper', 'paper']);
    expect([999, 1000, 3_421_000, 123_456_000_000].map(sizeText)).toEqual(['999 B', '1 kB', '3.4 MB', '123 GB']);
  });
});

describe('a chain of signatures', () => {
  it('says of each whether it is signed, due or waiting, in order', () => {
    render(
      <SignChain
        signs={[
          { name: 'a', title: { zh: '主办人员', en: '' }, state: 'signed', by_name: '张伟', opinion: '同意' },
          { name: 'b', title: { zh: '法制机构人员', en: '' }, state: 'next' },
          { name: 'c', title: { zh: '部门负责人', en: '' }, state: 'waiting' },
        ]}
      />,
    );
    expect(screen.getAllByRole('listitem').map((l) => l.textContent?.trim())).toEqual(['主办人员已签张伟 同意', '法制机构人员待签', '部门负责人未到']);
    expect(screen.getAllByRole('listitem')[1]!.getAttribute('aria-current')).toBe('step');
  });
});

describe('tabs', () => {
  it('are walked with the arrow keys, round the ends', () => {
    const seen: string[] = [];
    render(<TabBar label="x" active="a" onChange={(k) => seen.push(k)} items={[{ key: 'a', label: 'A', children: 'one' }, { key: 'b', label: 'B', count: 2, children: 'two' }]} />);
    const tab = screen.getByRole('tab', { name: 'A' });
    fireEvent.keyDown(tab, { key: 'ArrowRight' });
    fireEvent.keyDown(tab, { key: 'ArrowLeft' });
    fireEvent.keyDown(tab, { key: 'Home' });
    expect(seen).toEqual(['b', 'b', 'a']);
    expect(screen.getByRole('tabpanel').textContent).toBe('one');
  });
});
