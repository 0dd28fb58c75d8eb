import { answers, asked } from './server';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLanguage, switchLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { recent, remember } from '@/onemap/recent';
import { SearchBox } from '@/onemap/search-box';
import type { Found } from '@/onemap/search-options';
import { showPage } from './page';

const item = { kind: 'enterprise', area: '210106001', area_name: '铁西区', lon: 123.2, lat: 41.75, risk: 'red', version: 1, text: '', how: 'like' };
const found = {
  items: [
    { ...item, id: 'a', name: '沈阳化工研究院', marks: [[0, 1], [2, 3], [4, 5]] },
    { ...item, id: 'b', name: '铁西化工厂', text: '91210106DEM000011A', marks: [[0, 5]], how: 'code' },
  ],
  areas: [{ code: '210106', name: '铁西区', name_en: 'Tiexi', level: 'district', parent: '2101', lon: 123, lat: 41, children: 1, above: '沈阳市', how: 'spelling', text: '', marks: [[0, 2]] }],
  totals: { enterprise: 7 },
};
const kinds = { items: [{ name: 'enterprise', title: { zh: '企业', en: 'Enterprise' }, columns: [], schema: {}, style: {} }], next: '' };
const others = { items: [{ name: 'monitor.point', title: { zh: '测点', en: 'Points' }, items: [{ id: 'p', title: '液位', note: '一号罐', link: '/?at=element:t', lon: 0, lat: 0 }] }], next: '' };

let gone: Found[] = [];
const open = () => showPage(() => <SearchBox onFound={(f) => gone.push(f)} />, '/', '/');
const box = () => screen.findByRole('combobox');

beforeAll(() => startLanguage(deskWords));
beforeEach(() => {
  gone = [];
  localStorage.clear();
  switchLanguage('zh');
  asked.length = 0;
  answers.clear();
  answers.set('GET /api/register/kinds', () => ({ json: kinds }));
  answers.set('GET /api/register/search', () => ({ json: found }));
  answers.set('GET /api/register/search/others', () => ({ json: others }));
});
afterEach(cleanup);

describe('the search box', () => {
  it('groups what was found, marks it, and goes there by the keyboard', async () => {
    open();
    const input = await box();
    fireEvent.keyDown(document.body, { key: '/' });
    expect(document.activeElement).toBe(input);
    fireEvent.change(input, { target: { value: '沈化研' } });
    await screen.findByText('区划');
    expect(screen.getByText('企业').textContent).toContain('前 2 / 共 7');
    expect([...document.querySelectorAll('mark')].map((m) => m.textContent)).toEqual(['铁西', '沈', '化', '研', '91210']);
    await screen.findByText('液位');
    expect(screen.getAllByText(/相近/)).toHaveLength(1);
    fireEvent.keyDown(input, { key: 'ArrowDown', keyCode: 40, which: 40 });
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13, which: 13 });
    await waitFor(() => expect(gone).toHaveLength(1));
    expect(gone[0]).toMatchObject({ what: 'element', id: 'a', lon: 123.2 });
    expect(recent()).toEqual(['沈化研']);
  });

  it('says that nothing was found, and that it failed', async () => {
    answers.set('GET /api/register/search', () => ({ json: { items: [], areas: [], totals: {} } }));
    answers.set('GET /api/register/search/others', () => ({ json: { items: [], next: '' } }));
    open();
    fireEvent.change(await box(), { target: { value: '没有的' } });
    await screen.findByText(/没有找到“没有的”/);
    answers.set('GET /api/register/search', () => ({ status: 403, json: { status: 403, code: 'x', detail: 'x' } }));
    fireEvent.change(await box(), { target: { value: '别的' } });
    await screen.findByRole('alert');
  });

  it('keeps recent searches, newest first and each once', () => {
    for (const q of ['一', '二', '一']) remember(q);
    expect(recent()).toEqual(['一', '二']);
    localStorage.setItem('anlan.search.recent', '{"no":1}');
    expect(recent()).toEqual([]);
  });
});
