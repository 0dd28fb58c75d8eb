import createClient, { type Middleware } from 'openapi-fetch';
import { language } from '@/i18n/language';
import { idempotencyKey } from './idempotency';
import { Problem, Unreachable } from './problem';
import { problemOf } from './problem-of';
import type { paths } from './schema.gen';

/** Called when the server no longer knows the session; the application shows the login page. */
let onSignedOut: () => void = () => {};
export function whenSignedOut(f: () => void) {
  onSignedOut = f;
}

const edge: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language());
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', idempotencyKey());
    }
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return response;
    if (response.status === 401 && !request.url.endsWith('/api/session')) onSignedOut();
    throw await problemOf(response);
  },
  onError({ error }) {
    return error instanceof Problem ? error : new Unreachable(error);
  },
};

export const api = createClient<paths>({ baseUrl: '' });
api.use(edge);

/** The body of a successful answer; errors have been thrown by then. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await answer;
  return data as NonNullable<T>;
}
