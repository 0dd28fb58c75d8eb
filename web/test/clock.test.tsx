import { answers, asked } from './server';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseClock, ClockDay } from '@/api/casework';
import { startLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { ClockCalendar, sheetsOf } from '@/kit/clock-calendar';
import { ClockChip } from '@/kit/clock-chip';
import { byUrgency, standingOf } from '@/kit/clock-state';
import { dueText } from '@/kit/time';
import ClockPage from '@/system/desk/clock-page';
import { clockOf } from './fixture/case';
import { showPage } from './page';

beforeAll(() => startLanguage(deskWords));
beforeEach(() => {
  answers.clear();
  asked.length = 0;
});
afterEach(cleanup);

// 5 working days from Monday 28 September 2026: the 29th, the 30th, 8, 9 and 10 October, which is a make-up Saturday.
const start = '2026-09-28T10:00:00+08:00';
const due = '2026-10-10T16:00:00Z';
const days: ClockDay[] = [];
for (let d = 28; d <= 30; d++) days.push({ date: `2026-09-${d}`, kind: 'work', name: '' });
for (let d = 1; d <= 10; d++) {
  const date = `2026-10-${String(d).padStart(2, '0')}`;
  days.push(d <= 7 ? { date, kind: 'holiday', name: '国庆节' } : { date, kind: d === 10 ? 'makeup' : 'work', name: '' });
}

/** Types a moment, as one does who does not open the picker. */
function type(field: HTMLElement, text: string) {
  fireEvent.mouseDown(field);
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value: text } });
  fireEvent.blur(field);
}

const cells = (props: Parameters<typeof sheetsOf>[0]) => sheetsOf(props).flatMap((s) => s.weeks.flat()).filter((d) => d !== undefined);

describe('the end of a term', () => {
  it('is 24:00 of its last day, not 00:00 of the next', () => {
    expect(dueText('2026-10-10T16:00:00Z')).toBe('2026-10-10 24:00');
    expect(dueText('2026-10-10T15:30:00Z')).toBe('2026-10-10 23:30');
    expect(dueText('2026-12-31T16:00:00Z', 'short')).toBe('12-31 24:00');
    expect(dueText('')).toBe('');
  });
});

describe('the sheets of a calendar', () => {
  it('count working days and make-up days, not the start, rest days and holidays', () => {
    const counted = cells({ start, due, unit: 'working-days', days }).filter((d) => d.counted);
    expect(counted.map((d) => d.date)).toEqual(['2026-09-29', '2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10']);
    expect(counted.at(-1)!.due).toBe(true);
  });

  it('count every calendar day but the start, and every day of hours', () => {
    expect(cells({ start, due, unit: 'days', days }).filter((d) => d.counted).length).toBe(12);
    expect(cells({ start, due, unit: 'hours', days }).filter((d) => d.counted).length).toBe(13);
  });

  it('exclude a pause, and say why', () => {
    const pauses = [{ from: '2026-09-29T16:00:00Z', to: '2026-10-08T16:00:00Z', why: '检测' }];
    const all = cells({ start, due, unit: 'working-days', days, pauses });
    expect(all.filter((d) => d.counted).map((d) => d.date)).toEqual(['2026-09-29', '2026-10-09', '2026-10-10']);
    expect(all.find((d) => d.date === '2026-10-08')!.paused).toBe('检测');
    expect(all.find((d) => d.date === '2026-10-09')!.paused).toBeUndefined();
  });

  it('hold only the weeks that the term touches, over the turn of a year too', () => {
    expect(sheetsOf({ start, due, unit: 'days', days }).map((s) => [s.month, s.weeks.length])).toEqual([[9, 1], [10, 2]]);
    const turn = sheetsOf({ start: '2026-12-30T00:00:00Z', due: '2027-01-02T16:00:00Z', unit: 'days', days: [] });
    expect(turn.map((s) => [s.year, s.month])).toEqual([[2026, 12], [2027, 1]]);
  });

  it('place the days under their weekdays', () => {
    for (const s of sheetsOf({ start, due, unit: 'days', days })) {
      for (const week of s.weeks) week.forEach((d, i) => d && expect((new Date(d.date).getUTCDay() + 6) % 7).toBe(i));
    }
  });

  it('go backwards when the due day is before the start', () => {
    const all = cells({ start: '2026-10-10T02:00:00Z', due: '2026-10-08T16:00:00Z', unit: 'working-days', days });
    expect(all.filter((d) => d.kind !== undefined).map((d) => d.date)).toEqual(['2026-10-08', '2026-10-09', '2026-10-10']);
  });

  it('are none for what is not a time', () => {
    expect(sheetsOf({ start: 'x', due: '', unit: 'days', days: [] })).toEqual([]);
  });
});

describe('the calendar', () => {
  it('says in words what each day is', () => {
    render(<ClockCalendar start={start} due={due} unit="working-days" days={days} />);
    const day = (date: string) => document.querySelector(`[data-date="${date}"]`)!.textContent;
    expect(day('2026-09-28')).toContain('起算日');
    expect(day('2026-10-01')).toContain('节假日 国庆节 不计入');
    expect(day('2026-10-10')).toContain('截止日 调休上班 计入');
    expect(screen.getByText('2026年9月')).toBeTruthy();
  });
});

const clock = (name: string, more: Partial<CaseClock>) => clockOf(name, { due_at: '2026-10-10T16:00:00Z', warn_at: '2026-10-08T00:00:00Z', ...more });

describe('a clock', () => {
  const at = (s: string) => Date.parse(s);

  it('is near from its warning on, and over after its end', () => {
    expect(standingOf(clock('a', {}), at('2026-10-07T23:59:59Z'))).toBe('running');
    expect(standingOf(clock('a', {}), at('2026-10-08T00:00:00Z'))).toBe('near');
    expect(standingOf(clock('a', {}), at('2026-10-10T16:00:00Z'))).toBe('near');
    expect(standingOf(clock('a', {}), at('2026-10-10T16:00:01Z'))).toBe('over');
    expect(standingOf(clock('a', { warn_at: '' }), at('2026-10-10T15:00:00Z'))).toBe('running');
  });

  it('that does not run is neither', () => {
    for (const state of ['met', 'paused', 'late', 'ended', 'replaced'] as const) expect(standingOf(clock('a', { state }), at('2027-01-01T00:00:00Z'))).toBe(state);
    expect(standingOf(clock('a', { state: 'over' }), at('2027-01-01T00:00:00Z'))).toBe('lapsed');
  });

  it('comes first when it is over, and last when it was met', () => {
    const now = at('2026-10-09T00:00:00Z');
    const order = byUrgency([clock('met', { state: 'met' }), clock('far', { due_at: '2026-12-01T00:00:00Z', warn_at: '' }), clock('near', {}), clock('over', { due_at: '2026-10-01T00:00:00Z' })], now);
    expect(order.map((c) => c.name)).toEqual(['over', 'near', 'far', 'met']);
  });

  it('tells what is left in the unit of the law', () => {
    render(<ClockChip clock={clock('送达期限', { due_at: new Date(Date.now() + 9 * 86_400_000).toISOString(), warn_at: '', left: 5, left_unit: 'working-days' })} />);
    expect(document.querySelector('[data-clock]')!.textContent).toContain('还剩5个工作日');
  });

  it('says its state in a word, and how long over', () => {
    render(<ClockChip clock={clock('送达期限', { due_at: new Date(Date.now() - 3 * 3_600_000 - 5_000).toISOString(), provisional: true })} />);
    const chip = document.querySelector('[data-clock]')!;
    expect(chip.textContent).toContain('送达期限');
    expect(chip.textContent).toContain('超期');
    expect(chip.textContent).toContain('3 小时');
    expect(chip.textContent).toContain('暂定');
  });
});

describe('the page of the calculator', () => {
  const rules = [
    { id: 'p.hearing', title: { zh: '申请听证', en: 'Hearing' }, law: '行政处罚法', article: '第六十四条', kind: 'term', spec: { length: 5, unit: 'working-days' } },
    { id: 'p.fine', title: { zh: '罚款幅度', en: 'Fine' }, law: '行政处罚法', article: '第九条', kind: 'range', spec: null },
  ];
  const count = async () => fireEvent.click(await screen.findByRole('button', { name: '计算' }));
  const show = async () => {
    answers.set('GET /api/desk/rules', () => ({ json: { items: rules } }));
    showPage(ClockPage, '/desk/clock', '/desk/clock');
    await waitFor(() => expect(asked.some((a) => a.what === 'GET /api/desk/rules')).toBe(true));
  };

  it('takes length and unit from a rule, asks the server, and shows due day, calendar and steps', async () => {
    answers.set('POST /api/desk/clock', () => ({ json: { due, warnings: ['2026-10-08T01:00:00Z'], steps: [{ zh: '起算日不计入', en: 'The start is not counted' }], provisional: true, missing: [2027], days } }));
    await show();
    type(await screen.findByLabelText('起算时间'), '2026-09-28T10:00');
    fireEvent.mouseDown(screen.getByRole('combobox', { name: '按法律规定' }));
    fireEvent.click(await screen.findByText('申请听证 5个工作日', { selector: '.ant-select-item-option-content' }));
    expect(screen.queryByText(/罚款幅度/)).toBeNull(); // it has no term
    await count();
    await screen.findByText('2026-10-10 24:00');
    expect(asked.find((a) => a.what === 'POST /api/desk/clock')!.body).toEqual({ start: '2026-09-28T10:00:00+08:00', length: 5, unit: 'working-days', pauses: [], extensions: [] });
    expect(screen.getByText('起算日不计入')).toBeTruthy();
    expect(screen.getByText('暂定')).toBeTruthy();
    expect(document.querySelector('[data-date="2026-10-10"]')).toBeTruthy();
  });

  it('sends pauses, extensions and the direction, and refuses a pause that ends before it begins', async () => {
    answers.set('POST /api/desk/clock', () => ({ json: { due, days: [], steps: [], warnings: [], missing: [] } }));
    await show();
    fireEvent.change(await screen.findByRole('spinbutton', { name: '期限长度' }), { target: { value: '7' } });
    type(screen.getByLabelText('起算时间'), '2026-09-28T10:00');
    fireEvent.click(screen.getByRole('button', { name: '添加不计入的期间' }));
    type(await screen.findByLabelText('自'), '2026-10-02T00:00');
    type(screen.getByLabelText('至'), '2026-10-01T00:00');
    await count();
    await screen.findByText('结束应晚于开始');
    expect(asked.some((a) => a.what === 'POST /api/desk/clock')).toBe(false);
    type(screen.getByLabelText('至'), '2026-10-03T00:00');
    fireEvent.change(screen.getByLabelText('事由'), { target: { value: '检测' } });
    fireEvent.click(screen.getByRole('button', { name: '添加一次延长' }));
    fireEvent.change(screen.getAllByRole('spinbutton', { name: '期限长度' })[1]!, { target: { value: '3' } });
    fireEvent.click(screen.getByRole('switch'));
    await count();
    await waitFor(() => expect(asked.some((a) => a.what === 'POST /api/desk/clock')).toBe(true));
    expect(asked.at(-1)!.body).toEqual({
      start: '2026-09-28T10:00:00+08:00',
      length: 7,
      unit: 'working-days',
      pauses: [{ from: '2026-10-02T00:00:00+08:00', to: '2026-10-03T00:00:00+08:00', why: '检测' }],
      extensions: [{ length: 3, unit: 'working-days' }],
      backwards: true,
    });
  });

  it('copies the result as text', async () => {
    let written = '';
    const writeText = async (text: string) => {
      written = text;
    };
    vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as Navigator, { clipboard: { writeText } }));
    answers.set('POST /api/desk/clock', () => ({ json: { due, steps: [{ zh: '第一步', en: 'One' }], days, warnings: [], missing: [] } }));
    await show();
    type(await screen.findByLabelText('起算时间'), '2026-09-28T10:00');
    fireEvent.change(screen.getByRole('spinbutton', { name: '期限长度' }), { target: { value: '5' } });
    await count();
    fireEvent.click(await screen.findByRole('button', { name: '复制为文字' }));
    await waitFor(() => expect(written.split('\n')).toEqual(['起算时间 2026-09-28 10:00', '期限长度 5个工作日', '截止 2026-10-10 24:00', '1. 第一步']));
  });

  it('says the refusal of the server with its article, and still counts by hand without the rules', async () => {
    answers.set('POST /api/desk/clock', () => ({ status: 503, json: { status: 503, detail: '2027 年的工作日安排尚未录入' } }));
    showPage(ClockPage, '/desk/clock', '/desk/clock');
    await screen.findByText('没有读到法律规定列表，可直接填写长度和单位。');
    fireEvent.change(screen.getByRole('spinbutton', { name: '期限长度' }), { target: { value: '5' } });
    await count();
    const panel = (await screen.findByText('2027 年的工作日安排尚未录入')).closest('.panel') as HTMLElement;
    expect(within(panel).getByRole('button', { name: '重试' })).toBeTruthy();
  });
});
