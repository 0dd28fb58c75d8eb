import { api, body } from './client';
import { pushEndpoint, subscribePush, unsubscribePush } from './web-push';

/** Which browser of the person is told of warnings, and whether it is this one. */
export async function pushState() {
  const [state, here] = await Promise.all([body(api.GET('/api/warn/push')), pushEndpoint()]);
  return { ...state, here: here !== '' && here === state.endpoint };
}

/** Has this browser told from now on; false when the person said no to the browser's question. */
export async function pushOn(serverKey: string): Promise<boolean> {
  const made = await subscribePush(serverKey);
  if (made) await body(api.POST('/api/warn/push', { body: made }));
  return made !== undefined;
}

export async function pushOff() {
  await body(api.DELETE('/api/warn/push'));
  await unsubscribePush();
}

/** Sends a message of trial to the browser that is told. */
export async function pushTry() {
  await body(api.POST('/api/warn/push/try'));
}
