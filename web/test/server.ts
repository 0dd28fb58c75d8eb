// The server as the client sees it, for tests of whole pages: a table of answers by method and path. Must be imported
// before anything that imports the client, because that takes fetch and Request when it is made.
import { vi } from 'vitest';

type Answer = (body: unknown, url: URL) => { status?: number; json: unknown };
export const answers = new Map<string, Answer>();
export const asked: { what: string; url: URL; body: unknown }[] = [];

const Real = globalThis.Request;
vi.stubGlobal(
  'Request',
  class extends Real {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === 'string' ? new URL(input, 'http://anlan.test') : input, init);
    }
  },
);
vi.stubGlobal('fetch', async (r: Request) => {
  const url = new URL(r.url);
  const what = `${r.method} ${url.pathname}`;
  const text = await r.text();
  const body: unknown = text ? JSON.parse(text) : undefined;
  asked.push({ what, url, body });
  const answer = answers.get(what)?.(body, url) ?? { status: 404, json: { status: 404, detail: `no answer for ${what}` } };
  return new Response(JSON.stringify(answer.json), { status: answer.status ?? 200, headers: { 'Content-Type': 'application/json' } });
});
