import { act, cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useNow } from '@/kit/use-now';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

let told: number[] = [];
function Watch() {
  told.push(useNow());
  return null;
}

it('tells the present at the first sight, however long nobody watched', () => {
  vi.setSystemTime('2026-10-09T00:00:00Z');
  render(<Watch />).unmount();
  const later = Date.parse('2026-10-09T03:00:00Z');
  vi.setSystemTime(later);
  told = [];
  render(<Watch />);
  expect(told[0]).toBe(later);
  act(() => void vi.advanceTimersByTime(1000));
  expect(told.at(-1)).toBe(later + 1000);
});
