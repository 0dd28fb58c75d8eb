import { describe, expect, it } from 'vitest';
import { fileName } from '@/api/exchange';

describe('the name of a file that the server sends', () => {
  it.each([
    ["attachment; filename*=utf-8''%E5%AF%BC%E5%85%A5%E6%A8%A1%E6%9D%BF%20%E4%BC%81%E4%B8%9A.xlsx", '导入模板 企业.xlsx'],
    ['attachment; filename=a.csv', 'a.csv'],
    ['attachment; filename="a b.csv"', 'a b.csv'],
    ['', 'file'],
  ])('%s', (header, name) => expect(fileName(header)).toBe(name));
});
