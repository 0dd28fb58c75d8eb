import { expect, test } from 'vitest';
import { daysOf } from '@/system/roster/roster-calendar';
import { monthSpan } from '@/system/roster/roster-page';

test('a month begins on its weekday and ends on its last day', () => {
  expect(monthSpan('2026-02')).toEqual(['2026-02-01', '2026-02-28']);
  expect(monthSpan('2028-02')[1]).toBe('2028-02-29');
  expect(monthSpan('2026-12')[1]).toBe('2026-12-31');
  expect(daysOf('2026-11').blanks).toBe(6); // 1 November 2026 is a Sunday; weeks begin on Monday
  expect(daysOf('2026-06').blanks).toBe(0);
  expect(daysOf('2026-11').days).toHaveLength(30);
});
