import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import { startLanguage, switchLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { AlarmStateTag, SeverityTag } from '@/kit/alarm-tag';
import { count, reading } from '@/kit/number';
import { RiskTag } from '@/kit/risk-tag';
import { asksNothing, optionsOf, propertiesOf, titleOf, type Schema } from '@/kit/schema';
import { filled } from '@/kit/schema-form';
import { fromLocalField, shanghai, shiftEnd, span, toLocalField } from '@/kit/time';
import { crossed } from '@/kit/point-parts';

beforeAll(() => startLanguage(deskWords));
afterEach(cleanup);

describe('time', () => {
  it('is the city’s, whatever the machine’s zone', () => {
    expect(shanghai('2026-11-24T16:05:09Z')).toBe('2026-11-25 00:05:09');
    expect(shanghai('2026-11-24T16:05:09Z', 'clock')).toBe('00:05:09');
    expect(shanghai(null)).toBe('');
    expect(shanghai('nonsense')).toBe('');
  });

  it('goes through a form field and back', () => {
    expect(fromLocalField('2026-11-25T00:05')).toBe('2026-11-25T00:05:00+08:00');
    expect(toLocalField('2026-11-24T16:05:00Z')).toBe('2026-11-25T00:05');
    expect(fromLocalField('')).toBe('');
  });

  it('tells a length in its leading units', () => {
    expect(span(59_999)).toEqual([{ unit: 'second', n: 59 }]);
    expect(span(2 * 3_600_000 + 5 * 60_000)).toEqual([{ unit: 'hour', n: 2 }, { unit: 'minute', n: 5 }]);
    expect(span(-1)).toEqual([{ unit: 'second', n: 0 }]);
  });

  it('finds the next change of shift', () => {
    const at = (s: string) => Date.parse(s);
    expect(shiftEnd(at('2026-11-24T07:59:00+08:00'))).toBe(at('2026-11-24T08:00:00+08:00'));
    expect(shiftEnd(at('2026-11-24T08:00:00+08:00'))).toBe(at('2026-11-24T20:00:00+08:00'));
    expect(shiftEnd(at('2026-11-24T23:00:00+08:00'))).toBe(at('2026-11-25T08:00:00+08:00'));
  });
});

describe('numbers', () => {
  it('have commas, and no more decimals than were measured', () => {
    expect(count(240000)).toBe('240,000');
    expect(count(undefined)).toBe('–');
    expect(reading(21.40001)).toBe('21.4');
    expect(reading(1234.567)).toBe('1,234.6');
    expect(reading(null)).toBe('–');
  });
});

describe('tags', () => {
  it('say the level in words, in both languages', () => {
    render(
      <>
        <RiskTag risk="orange" />
        <SeverityTag severity="critical" />
        <AlarmStateTag state="returned" />
      </>,
    );
    expect(screen.getByText('较大风险')).toBeTruthy();
    expect(screen.getByText(/紧急/)).toBeTruthy();
    expect(screen.getByText(/已恢复未确认/)).toBeTruthy();
    cleanup();
    switchLanguage('en');
    render(<RiskTag risk="orange" />);
    expect(screen.getByText('Considerable risk')).toBeTruthy();
    switchLanguage('zh');
  });
});

describe('schema', () => {
  const s: Schema = {
    type: 'object',
    required: ['level', 'injured', 'calm'],
    'x-order': ['level', 'text'],
    properties: {
      text: { type: 'string', format: 'text', title: '说明', 'x-title': { zh: '说明', en: 'Note' } },
      injured: { type: 'integer' },
      calm: { type: 'boolean' },
      level: { type: 'string', enum: ['I', 'II'], 'x-enum': { I: { zh: '一', en: 'one' }, II: { zh: '二', en: 'two' } } },
    },
  };
  const say = (w: unknown) => (typeof w === 'string' ? w : ((w as { en?: string } | null)?.en ?? ''));

  it('keeps the order of the server, and puts the rest behind', () => {
    expect(propertiesOf(s).map(([n]) => n)).toEqual(['level', 'text', 'injured', 'calm']);
  });

  it('has words for fields and choices', () => {
    expect(titleOf('text', s.properties!.text!, say)).toBe('Note');
    expect(titleOf('injured', s.properties!.injured!, say)).toBe('injured');
    expect(optionsOf(s.properties!.level!, say)).toEqual([{ value: 'I', label: 'one' }, { value: 'II', label: 'two' }]);
  });

  it('sends what was filled in, a switch nobody touched as no, and zero as zero', () => {
    expect(filled({ level: 'I', text: '', injured: 0, calm: undefined }, s)).toEqual({ level: 'I', injured: 0, calm: false });
  });

  it('knows an act that asks nothing', () => {
    expect(asksNothing(undefined)).toBe(true);
    expect(asksNothing(s)).toBe(false);
  });
});

describe('limits', () => {
  it('tell which line a value has crossed', () => {
    const limits = { ll: null, l: 2, h: 20, hh: 35 };
    expect(crossed(10, limits)).toBeUndefined();
    expect(crossed(1, limits)).toBe('orange');
    expect(crossed(20, limits)).toBe('orange');
    expect(crossed(40, limits)).toBe('red');
    expect(crossed(null, limits)).toBeUndefined();
  });
});

describe('a refusal', () => {
  it('is a sentence with the article behind it', () => {
    const p = new Problem(422, { detail: '还有任务未结束', law: '突发事件应对法', article: '第八十六条' });
    expect(p.sentence).toBe('还有任务未结束(突发事件应对法 第八十六条)');
    expect(new Problem(500, { title: '系统错误' }).sentence).toBe('系统错误');
  });
});
