import { answers, asked } from './server';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseSheet } from '@/api/casework';
import { startLanguage, switchLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { SignChain } from '@/kit/sign-chain';
import { TabBar } from '@/kit/tab-bar';
import CasePage from '@/system/desk/case-page';
import { leavesOf } from '@/system/desk/dossier-tab';
import { mediumOf, sizeText } from '@/system/desk/evidence-tab';
import { deedOf } from '@/system/desk/journal-tab';
import { axisOf } from '@/system/desk/recording-axis';
import { caseOf, clockOf, documentOf, evidenceOf, hour, iso, now, possible, sheet, signOf } from './fixture/case';
import { rights, rules } from './fixture/penalty';
import { showPage } from './page';

beforeAll(async () => {
  startLanguage(deskWords);
  await import('@/kit/flow-chart/drawing'); // lazy on the page
});
beforeEach(() => {
  answers.clear();
  asked.length = 0;
  answers.set('GET /api/session', () => ({ json: { person: { id: 'u1', name: '张伟' }, permissions: [], pages: [] } }));
  answers.set('GET /api/desk/rules', () => ({ json: { items: rules } }));
  answers.set('GET /api/desk/rights', () => ({ json: { items: rights } }));
  answers.set('GET /api/uploads', () => ({ json: { items: [] } }));
});
afterEach(cleanup);

const entry = (action: string, more = {}) => ({ seq: 1, object: 'c1', action: `penalty.ordinary.${action}`, at: iso(now - hour), actor_name: '李娜', hash: `${action}`.padEnd(64, '0'), body: {}, ...more });
function show(s: CaseSheet, search = '') {
  answers.set('GET /api/cases/c1', () => ({ json: s }));
  answers.set('GET /api/cases/c1/journal', () => ({
    json: { items: [entry('notify'), entry('decide.refused', { seq: 0, body: { text: '尚在陈述申辩期内', law: '《行政处罚法》', article: '第四十五条' } }), entry('file', { body: { name: '录像.mp4' } }), entry('file.proposed', { body: { act: 'file' } })] },
  }));
  return showPage(CasePage, '/desk/cases/$id', `/desk/cases/c1${search}`);
}

describe('the page of a case', () => {
  it('says where it stands, what is missing with the article, and who does the rest', async () => {
    show(sheet());
    await screen.findByRole('heading', { name: '某化工有限公司案' });
    expect((screen.getByRole('button', { name: '收到陈述申辩' }) as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByText('陈述申辩笔录尚未上传').textContent).toContain('第四十五条');
    expect(screen.queryByRole('button', { name: '记录集体讨论' })).toBeNull();
    await screen.findByText('执法人员或承办人');
  });

  it('draws the way that the case went, with its days', async () => {
    show(sheet({ past: [{ act: 'notify', stage: 'notified', at: '2026-03-04T01:00:00Z', moment: '', name: '李娜', person: 'u2', revision: 2, role: 'do' }] }));
    await waitFor(() => expect(document.querySelector('[data-stop="stage:notified"]')?.getAttribute('aria-label')).toMatch(/^已告知 当前 03-04 09:00起/));
  });

  it('stands without any of its parts: every tab has its empty state', async () => {
    const router = show(sheet());
    for (const [tab, text] of [['文书', '没有文书'], ['证据', '没有证据和材料'], ['期限', '没有在计的期限'], ['规则', '本案不涉及规则包中的规则'], ['案卷', '案卷是空的']] as const) {
      fireEvent.click(await screen.findByRole('tab', { name: tab }));
      await screen.findByText(text);
    }
    expect(router.state.location.search).toEqual({ tab: 'dossier' });
  });

  it('has no Chinese of its own in English', async () => {
    switchLanguage('en');
    show(sheet());
    await screen.findByRole('tab', { name: 'Flow chart' });
    for (const text of ['Stage', 'By others', 'Still missing', 'the record is missing']) expect(screen.getByText(text)).toBeTruthy();
    switchLanguage('zh');
  });
});

describe('an act of a case', () => {
  const acts = [possible('decide')];

  it('tells before it is done what it makes and who signs after, and is sent with the revision that was seen', async () => {
    answers.set('POST /api/cases/c1/acts/decide', () => ({ json: caseOf('c1', '', null) }));
    show(sheet({ acts }));
    fireEvent.click(await screen.findByRole('button', { name: '作出行政处罚决定' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('行政处罚决定书')).toBeTruthy();
    expect(within(dialog).getByText('提请后依次签批').parentElement!.textContent).toContain('1 主办人员');
    expect(within(dialog).getByText('须具备：国家统一法律职业资格证书')).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText('情况说明'), { target: { value: '处罚款三万元' } });
    fireEvent.click(within(dialog).getByRole('button', { name: '提请作出行政处罚决定' }));
    await waitFor(() => expect(asked.some((a) => a.what === 'POST /api/cases/c1/acts/decide')).toBe(true));
    const sent = asked.find((a) => a.what === 'POST /api/cases/c1/acts/decide')!;
    expect(sent.body).toEqual({ note: '处罚款三万元' });
    expect(sent.url.searchParams.get('revision')).toBe('3');
  });

  it('keeps its dialog when it is refused, with the sentence, the article and the field', async () => {
    answers.set('POST /api/cases/c1/acts/decide', () => ({ status: 422, json: { status: 422, detail: '尚在陈述申辩期内', law: '《行政处罚法》', article: '第四十五条', field: 'note' } }));
    show(sheet({ acts }));
    fireEvent.click(await screen.findByRole('button', { name: '作出行政处罚决定' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText('情况说明'), { target: { value: 'x' } });
    fireEvent.click(within(dialog).getByRole('button', { name: '提请作出行政处罚决定' }));
    const alert = await within(dialog).findByText('《行政处罚法》 第四十五条');
    expect(alert).toBeTruthy();
    await waitFor(() => expect(within(dialog).getByLabelText('情况说明').getAttribute('aria-invalid')).toBe('true'));
  });
});

describe('a signature', () => {
  const pending = (allowed: boolean): CaseSheet['pending'] => [
    {
      act: 'decide', title: { zh: '作出行政处罚决定', en: '' }, person: 'u1', person_name: '张伟', at: iso(now), form: { note: '拟处罚款三万元' },
      signs: [signOf('officer', '主办人员', 'signed', { person_name: '张伟', at: iso(now), opinion: '同意' }), signOf('head', '部门负责人', 'next', { allowed })],
    },
  ];
  const signed = () => asked.filter((a) => a.what === 'POST /api/cases/c1/acts/decide/sign').map((a) => a.body);

  it('is given with or without an opinion', async () => {
    answers.set('POST /api/cases/c1/acts/decide/sign', () => ({ json: caseOf('c1', '', null) }));
    show(sheet({ pending: pending(true) }));
    await screen.findByText('请您以“部门负责人”身份签批');
    expect(screen.getByText('拟处罚款三万元')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '同意' }));
    await waitFor(() => expect(signed()).toEqual([{ agree: true }]));
  });

  it('is refused only with a reason', async () => {
    answers.set('POST /api/cases/c1/acts/decide/sign', () => ({ json: caseOf('c1', '', null) }));
    show(sheet({ pending: pending(true) }));
    fireEvent.click(await screen.findByRole('button', { name: '退回' }));
    await screen.findByText('退回请写明意见');
    expect(signed()).toEqual([]);
    fireEvent.change(screen.getByRole('textbox', { name: '意见' }), { target: { value: '证据不足' } });
    fireEvent.click(screen.getByRole('button', { name: '退回' }));
    await waitFor(() => expect(signed()).toEqual([{ agree: false, opinion: '证据不足' }]));
  });

  it('is not offered to somebody else, who still sees the chain', async () => {
    show(sheet({ pending: pending(false) }));
    expect((await screen.findByText('待签')).closest('li')!.textContent).toContain('部门负责人');
    expect(screen.queryByRole('button', { name: '同意' })).toBeNull();
  });
});

describe('the parts of a case', () => {
  it('are clocks with their count, asked from the calendar when somebody looks', async () => {
    answers.set('POST /api/desk/clock', () => ({ json: { days: [{ date: '2026-10-10', kind: 'makeup', name: '国庆节' }] } }));
    const clock = clockOf('serve', { title: { zh: '送达期限', en: '' }, started_at: '2026-09-28T02:00:00Z', due_at: '2026-10-10T16:00:00Z', state: 'met', lapse: 'waived', basis: { article: '第六十一条' }, steps: [{ kind: 'start', text: { zh: '起算日不计入', en: '' } }] });
    show(sheet({ clocks: [clock] }), '?tab=clocks');
    await screen.findByText('2026-10-10 24:00');
    expect(screen.getByText(/第六十一条 · 逾期视为放弃权利/)).toBeTruthy();
    expect(asked.some((a) => a.what === 'POST /api/desk/clock')).toBe(false);
    const details = document.querySelector<HTMLDetailsElement>('[data-clock-card] details')!;
    details.open = true;
    fireEvent(details, new Event('toggle'));
    await screen.findByText('起算日不计入');
    await waitFor(() => expect(document.querySelector('[data-date="2026-10-10"]')?.textContent).toContain('调休上班'));
    expect(asked.find((a) => a.what === 'POST /api/desk/clock')!.body).toEqual({ start: '2026-09-28T02:00:00Z', length: 13, unit: 'days', firm: true });
  });

  it('are writs in a frame without scripts, with number, service and publication', async () => {
    show(sheet({ documents: [documentOf({ number: '〔2026〕12号', served: { method: 'direct', at: iso(now) }, published_at: iso(now) }), documentOf({ id: 'd2', title: '撤销决定书' })] }), '?tab=documents');
    await screen.findByText('〔2026〕12号');
    expect(screen.getByText(/直接送达/)).toBeTruthy();
    expect(screen.getByText('已公示')).toBeTruthy();
    expect(screen.getByText('未送达')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '行政处罚告知书' }));
    const frame = await screen.findByTitle<HTMLIFrameElement>('行政处罚告知书 〔2026〕12号');
    expect(frame.getAttribute('src')).toBe('/d1/page');
    expect(frame.getAttribute('sandbox')).not.toContain('allow-scripts');
  });

  it('are evidence by what it is, and refusals in the journal as such', async () => {
    show(sheet({ evidence: [evidenceOf({ name: '录像.mp4', kind: 'recording', note: '亮证、告知权利', type: 'video/mp4', size: 3_400_000, lon: 123.4, lat: 41.8 })] }), '?tab=evidence');
    await screen.findByText(/3.4 MB/);
    expect(screen.getByText('执法记录仪录像')).toBeTruthy();
    expect(screen.getByText('亮证、告知权利')).toBeTruthy();
    fireEvent.click(screen.getByRole('tab', { name: '办理记录' }));
    const row = (await screen.findByText(/尚在陈述申辩期内/)).closest('tr')!;
    expect(row.textContent).toContain('作出行政处罚决定');
    expect(row.textContent).toContain('被拒绝');
    expect(within(row).getByText('…')).toBeTruthy();
    expect(screen.getByText('录像.mp4', { selector: 'td *' }).closest('tr')!.textContent).toContain('加入材料');
    expect(screen.getByText('立案审批', { selector: 'td b' }).closest('tr')!.textContent).toContain('提请');
    fireEvent.click(screen.getByRole('checkbox'));
    await waitFor(() => expect(screen.queryByText('送达行政处罚告知书', { selector: 'td b' })).toBeNull());
  });

  it('are the file of the case, sealed on demand', async () => {
    answers.set('POST /api/cases/c1/archives', () => ({ json: {} }));
    show(sheet({ documents: [documentOf()], archives: [{ id: 'a1', at: iso(now), case: 'c1', hash: 'ab'.repeat(32), manifest: '', person: 'u1', person_name: '张伟', revision: 3, size: 2_000_000 }] }), '?tab=dossier');
    fireEvent.click(await screen.findByRole('button', { name: '封存案卷' }));
    await waitFor(() => expect(asked.some((a) => a.what === 'POST /api/cases/c1/archives')).toBe(true));
    expect(screen.getByRole('link', { name: /ZIP/ }).getAttribute('href')).toBe('/api/cases/c1/archives/a1');
    expect(screen.getByText('如何校验')).toBeTruthy();
  });
});

describe('the index of a case file', () => {
  it('lists documents and evidence in the order in which they came', () => {
    const leaves = leavesOf({ documents: [documentOf({ id: 'd', at: '2026-01-03T00:00:00Z' })], evidence: [evidenceOf({ id: 'e', at: '2026-01-02T00:30:00Z' }), evidenceOf({ id: 'f', at: '2026-01-02T08:00:00+08:00' })] });
    expect(leaves.map((l) => l.id)).toEqual(['f', 'e', 'd']);
  });
});

describe('an entry of the journal', () => {
  it('is an act, or what became of one', () => {
    expect(deedOf('p.x', 'p.x.decide')).toEqual({ act: 'decide', kind: '' });
    expect(deedOf('p.x', 'p.x.decide.refused')).toEqual({ act: 'decide', kind: 'refused' });
    expect(deedOf('p.x', 'p.x.clock.over')).toEqual({ act: 'clock.over', kind: '' });
  });
});

describe('the recordings beside the acts', () => {
  const film = (id: string, device: string, from: string, to: string) => evidenceOf({ id, device, taken_at: `2026-03-04T${from}:00Z`, ended_at: `2026-03-04T${to}:00Z` });
  const did = (act: string, at: string, moment = '') => ({ act, at: `2026-03-04T${at}:00Z`, moment: moment && `2026-03-04T${moment}:00Z`, stage: '', name: '', person: '', revision: 1, role: 'do' });

  it('say which acts are on film, by the moment of the law, and leave out those of another time', () => {
    const axis = axisOf({ evidence: [film('a', 'cam-1', '01:00', '02:00'), film('b', 'cam-2', '01:30', '03:00'), evidenceOf()], past: [did('inquire', '05:00', '01:10'), did('survey', '03:30'), did('report', '09:00'), did('open', '01:05'), { ...did('file', '01:20'), role: 'legal' }] })!;
    expect(axis.lanes.map((l) => [l.device, l.bars.map((b) => b.id)])).toEqual([['cam-1', ['a']], ['cam-2', ['b']]]);
    expect(axis.acts.map((a) => [a.act, a.filmed])).toEqual([['inquire', true], ['survey', false]]);
  });

  it('are none without a recording that tells its times', () => {
    expect(axisOf({ evidence: [evidenceOf({ taken_at: iso(now) })], past: [] })).toBeUndefined();
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
    render(<SignChain signs={[signOf('a', '主办人员', 'signed', { person_name: '张伟', opinion: '同意' }), signOf('b', '法制机构人员', 'next'), signOf('c', '部门负责人', 'waiting')]} />);
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
