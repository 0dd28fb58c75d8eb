import { expect, test } from 'vitest';
import { codesOf, codesText } from '@/system/connector/codes';

test('codes are read as they are written', () => {
  const codes = { '1': 'fire', 火情: 'flood', '*': 'other' };
  expect(codesOf(codesText(codes))).toEqual(codes);
  expect(codesOf('1=fire，2 = flood\n=x, y')).toEqual({ '1': 'fire', '2': 'flood' });
  expect(codesOf('')).toBeUndefined();
});
