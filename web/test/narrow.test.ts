import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FieldForm } from '@/api/field';
import { framesOf, maxFrame, refOf, textOf, type NarrowMessage } from '@/mobile/field/narrow';
import { wayTo } from '@/mobile/field/way-there';
import { stopwatch } from '@/kit/stopwatch';

interface Vectors {
  key: string;
  forms: FieldForm[];
  vectors: { form: string; sender: number; id: string; at: number; task: number; place?: NarrowMessage['place']; values: Record<string, unknown>; frames: string[] }[];
}
const { key, forms, vectors } = JSON.parse(readFileSync('../internal/connect/narrow/testdata/vectors.golden.json', 'utf8')) as Vectors;
const hex = (b: Uint8Array) => [...b].map((x) => x.toString(16).padStart(2, '0')).join('');

describe('the narrow form', () => {
  it.each(vectors)('writes the bytes of the server: $form $id', async (v) => {
    const task = v.task ? `00000000-0000-7000-8000-0000${v.task.toString(16).padStart(8, '0')}` : undefined;
    const got = await framesOf({ form: v.form, mark: v.id, at: v.at, task, place: v.place, values: v.values }, forms, { number: v.sender, key });
    expect(got?.map(hex)).toEqual(v.frames);
    for (const f of got ?? []) expect(f.length).toBeLessThanOrEqual(maxFrame);
  });

  it('says nothing rather than something else', async () => {
    const m = { mark: '0000000000000001', at: 1, values: {} };
    expect(await framesOf({ ...m, form: 'unknown' }, forms, { number: 1, key })).toBeUndefined();
    expect(await framesOf({ ...m, form: 'state', values: { state: 'flying' } }, forms, { number: 1, key })).toBeUndefined();
    expect(await framesOf({ ...m, form: 'state', values: { state: 'done', people: 501 } }, forms, { number: 1, key })).toBeUndefined();
    expect(await framesOf({ ...m, form: 'words', values: { text: '水'.repeat(900) } }, forms, { number: 1, key })).toBeUndefined();
  });

  it('has a text form of letters that every way carries', () => {
    expect(textOf(Uint8Array.of(0xa1, 0xff, 0xfe))).toBe('ANLAN1:of_-');
    expect(refOf('01890a5d-ac96-774b-bcce-b302eeff0011')).toBe(0xeeff0011);
    expect(refOf('1')).toBe(0);
  });
});

describe('the way there', () => {
  it('knows distance, bearing and side of the sky', () => {
    const from = { lon: 123.4, lat: 41.8 };
    expect(wayTo(from, { lon: 123.4, lat: 41.809 })).toMatchObject({ bearing: 0, side: 'north' });
    expect(wayTo(from, { lon: 123.412, lat: 41.8 }).side).toBe('east');
    expect(wayTo(from, { lon: 123.388, lat: 41.791 }).side).toBe('southwest');
    expect(Math.round(wayTo(from, { lon: 123.4, lat: 41.809 }).metres / 100)).toBe(10);
  });

  it('shows spans as a stopwatch', () => {
    expect([stopwatch(-5), stopwatch(65_000), stopwatch(3_725_000)]).toEqual(['0:00', '1:05', '1:02:05']);
  });
});
