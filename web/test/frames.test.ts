import { expect, it } from 'vitest';
import { withWord } from '@/system/field/frames';

it('puts one word of a text right and leaves the others as they are', () => {
  expect(withWord('a b\nc', 2, 'X')).toBe('a X\nc');
  expect(withWord('  a；b，c ', 3, 'X')).toBe('  a；b，X ');
  expect(withWord('a', 1, 'X')).toBe('X');
  expect(withWord('a b', 3, 'X')).toBe('a b');
});
