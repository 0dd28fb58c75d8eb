import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deskWords } from '@/i18n/desk';
import { resources, type Dictionary } from '@/i18n';
import { phoneWords } from '@/i18n/phone';
import { publicWords } from '@/i18n/public';

const han = /\p{Script=Han}/u;
/** Words that are Chinese in English too: the button that leads back to Chinese. */
const chineseOnPurpose = new Set(['shell.language', 'mobile.language', 'open.language']);

function flat(d: Dictionary): { key: string; zh: string; en: string }[] {
  return Object.entries(d).flatMap(([group, words]) =>
    Object.entries(words).map(([k, [zh, en]]) => ({ key: `${group}.${k}`, zh, en })),
  );
}

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((f) => {
    const path = join(dir, f.name);
    if (f.isDirectory()) return sources(path);
    return /\.tsx?$/.test(f.name) && !f.name.endsWith('.gen.ts') ? [path] : [];
  });
}

describe.each([
  ['desk', deskWords],
  ['phone', phoneWords],
  ['public', publicWords],
])('the words of the %s', (_, words) => {
  const all = flat(words);

  it('are complete in both languages', () => {
    expect(all.filter((w) => !w.zh.trim() || !w.en.trim()).map((w) => w.key)).toEqual([]);
  });

  it('hold no Chinese in English', () => {
    expect(all.filter((w) => han.test(w.en) && !chineseOnPurpose.has(w.key)).map((w) => w.key)).toEqual([]);
  });

  it('write Chinese with Chinese punctuation', () => {
    const text = (zh: string) => zh.replace(/\{\{\w+\}\}|\d:\d/g, '');
    const asTyped = new Set(['law.linesExample', 'law.packExample']); // what the server reads
    expect(all.filter((w) => !asTyped.has(w.key) && han.test(w.zh) && /[,:;()?!]/.test(text(w.zh))).map((w) => w.key)).toEqual([]);
  });

  it('fill in the same values in both languages', () => {
    const slots = (s: string) => [...s.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
    expect(all.filter((w) => String(slots(w.zh)) !== String(slots(w.en))).map((w) => w.key)).toEqual([]);
  });

  it('give i18next both languages', () => {
    const [first] = all;
    const [group, word] = first!.key.split('.') as [string, string];
    expect(resources(words, 0)[group]?.[word]).toBe(first!.zh);
    expect(resources(words, 1)[group]?.[word]).toBe(first!.en);
  });
});

describe('the sources', () => {
  const files = sources('src').filter((f) => !f.includes('i18n/words'));
  const text = files.map((f) => readFileSync(f, 'utf8')).join('\n');

  it('hold no Chinese outside the words, but in comments and marks', () => {
    const code = (s: string) => s.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
    expect(files.filter((f) => han.test(code(readFileSync(f, 'utf8'))))).toEqual([]);
  });

  it('use every word', () => {
    // Written out, or put together from a name: `term.state_${standing}` uses every word of that beginning.
    const put = (start: string) => text.includes(`\`${start}\${`);
    const used = (key: string) => text.includes(`'${key}'`) || put(`${key.split('.')[0]}.`) || (key.includes('_') && put(key.slice(0, key.indexOf('_') + 1)));
    expect([...flat(deskWords), ...flat(phoneWords), ...flat(publicWords)].map((w) => w.key).filter((k) => !used(k))).toEqual([]);
  });
});
