import { answers, asked } from './server';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { ParPanel } from '@/system/field/par-panel';
import { RelayDialog } from '@/system/field/relay-dialog';
import { showPage } from './page';

beforeAll(() => startLanguage(deskWords));
afterEach(cleanup);

const at = '2026-03-02T02:00:00Z';
const mayday = (id: string, more = {}) => ({
  id, mark: '', person: 'p', person_name: '张强', form: 'mayday', task: '', task_title: '内攻', incident: 'i', area: '210106', said_at: at, at, received_at: at, way: 'network', placed: false, lon: 0, lat: 0, accuracy: 0,
  values: { what: 'help' }, missing: '', outcome: 'applied', stood: '', conflict: false, state: 'open', answer: '', answered_at: null, answered_by: '', over_at: null, over_by: '', call: 'c', rung_at: at, rounds: 1, unanswered_since: null, ...more,
});
const crew = (id: string, more = {}) => ({
  id, task: id, task_title: '搜救', incident: 'i', area: '210106', person: 'p', person_name: '李队', minutes: 20, persons: 4, counted: 4, short: false, begun_at: at, begun_by: '', last_at: at, due_at: at, warn_at: at, warned: true,
  overdue: true, overdue_at: at, call: 'c', rung_at: at, rounds: 1, unanswered_since: null, ended_at: null, ended_by: '', how: '', ...more,
});

beforeEach(() => {
  answers.clear();
  asked.length = 0;
  answers.set('GET /api/session', () => ({ json: { person: { id: 'u1', name: '值班' }, permissions: ['field.message.answer', 'field.par.keep', 'field.frame.relay'], pages: [] } }));
  answers.set('GET /api/field/kinds', () => ({ json: { items: [] } }));
});

it('says since when nobody answers for somebody in danger, and nothing while the first call rings', async () => {
  answers.set('GET /api/field/messages', () => ({ json: { items: [mayday('rings'), mayday('alone', { rounds: 3, unanswered_since: at }), mayday('has', { state: 'answered', unanswered_since: at })] } }));
  answers.set('GET /api/field/par', () => ({ json: { at, terms: { every: 20, warn: 3, again: 3, positions: 30, verified: false }, items: [crew('quiet'), crew('silent', { rounds: 2, unanswered_since: at })] } }));
  showPage(() => <ParPanel incident="i" tasks={[]} />, '/x', '/x');
  const row = async (what: string, id: string) => within(await waitFor(() => document.querySelector<HTMLElement>(`[data-${what}="${id}"]`) ?? Promise.reject(new Error(id))));
  expect((await row('mayday', 'alone')).getByText(/自 03-02 10:00 起无人应答，已叫应 3 次/)).toBeTruthy();
  expect((await row('par', 'silent')).getByText(/自 03-02 10:00 起无人应答，已叫应 2 次/)).toBeTruthy();
  for (const quiet of [await row('mayday', 'rings'), await row('mayday', 'has'), await row('par', 'quiet')]) expect(quiet.queryByText(/无人应答/)).toBeNull();
  expect(screen.getByText(/无人应答时 3 分钟后逐级再次叫应/)).toBeTruthy();
});

it('puts a damaged word right only when told so', async () => {
  answers.set('POST /api/field/frames', () => ({
    json: {
      items: [
        { n: 1, taken: true, title: { zh: '位置', en: '' }, why: { zh: '', en: '' } },
        { n: 2, taken: false, title: { zh: '', en: '' }, why: { zh: '第 2 条第 9 个字符“？”无法识别', en: '' }, suggest: 'ANLAN1:good' },
      ],
    },
  }));
  showPage(() => <RelayDialog onClose={() => undefined} />, '/x', '/x');
  const text = await screen.findByRole<HTMLTextAreaElement>('textbox');
  fireEvent.change(text, { target: { value: 'ANLAN1:first ANLAN1:b？d' } });
  fireEvent.click(document.querySelector<HTMLButtonElement>('.ant-modal-footer .ant-btn-primary')!);
  const fix = await waitFor(() => document.querySelector<HTMLButtonElement>('[data-do="suggest"]') ?? Promise.reject(new Error('no suggestion')));
  expect(text.value).toBe('ANLAN1:first ANLAN1:b？d');
  fireEvent.click(fix);
  expect(text.value).toBe('ANLAN1:first ANLAN1:good');
});
