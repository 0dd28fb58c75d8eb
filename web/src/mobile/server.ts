import { api, body, whenSignedOut } from '@/api/client';
import type { Mine } from '@/api/duty';
import type { Assignments } from '@/api/fourparty';
import { uploadFile } from '@/api/files';
import { Problem } from '@/api/problem';
import { problemOf } from '@/api/problem-of';
import type { FieldMine, FrameKey } from '@/api/field';
import type { Me, Procedure, Rounds, SiteHistory, Task } from '@/api/types';
import { language } from '@/i18n/language';
import type { Delivery, Outgoing, Request } from './outbox';

export { whenSignedOut };

export async function signIn(user: string, password: string): Promise<Me> {
  await body(api.POST('/api/session', { body: { user, password } }));
  return whoAmI();
}

export const whoAmI = (): Promise<Me> => body(api.GET('/api/session'));

export async function signOut() {
  await api.DELETE('/api/session').catch(() => undefined);
}

export async function myTasks(): Promise<Task[]> {
  return (await body(api.GET('/api/command/tasks', { params: { query: { mine: true, limit: 100 } } }))).items;
}

export const taskProcedure = (): Promise<Procedure> =>
  body(api.GET('/api/procedures/{name}', { params: { path: { name: 'command.task' } } }));

export const myDuty = (): Promise<Mine> => body(api.GET('/api/duty/mine'));

export const myRounds = (): Promise<Rounds> => body(api.GET('/api/patrol/mine'));

export const myChecks = (): Promise<Assignments> => body(api.GET('/api/fourparty/mine'));

export const siteHistory = (code: string): Promise<SiteHistory> => body(api.GET('/api/patrol/sites/{id}', { params: { path: { id: code } } }));

/** Makes a round that is nobody's mine; fails with the name of whoever was first. */
export async function takeRound(id: string) {
  await body(api.POST('/api/patrol/tasks/{id}/take', { params: { path: { id } } }));
}

export const myField = (): Promise<FieldMine> => body(api.GET('/api/field/mine'));

/** A key to sign short messages with; asked for without an idempotency key, since the answer is a secret. */
export const newFrameKey = (device: string): Promise<FrameKey> => body(api.POST('/api/field/keys', { body: { device } }));

/** Files up to this size go in one request; larger ones in pieces that survive a lost line. */
const inOne = 2_000_000;

async function request(o: Outgoing, r: Request) {
  const headers = { 'Idempotency-Key': o.id, 'Accept-Language': language(), 'Content-Type': o.photo ? o.photo.blob.type || 'image/jpeg' : 'application/json' };
  const answer = await fetch(r.path, { method: 'POST', headers, body: o.photo ? o.photo.blob : JSON.stringify(r.json ?? {}) });
  if (!answer.ok) throw await problemOf(answer);
}

/** Sends one thing. Refusals that a repeat cannot mend come back as such; everything else is tried again later. */
export async function deliver(o: Outgoing): Promise<Delivery> {
  try {
    if (o.request) {
      await request(o, o.request);
    } else if (o.photo) {
      // The time is part of what an upload is recognised by when it goes on after a lost line or a closed page.
      const file = new File([o.photo.blob], o.photo.name, { type: o.photo.blob.type, lastModified: Math.floor(o.at) });
      if (file.size <= inOne) await uploadFile(o.task, file, o.id);
      else await (await import('@/api/upload')).sendFile(o.task, file, {}, () => undefined).done;
    } else if (o.act) {
      await body(
        api.POST('/api/cases/{id}/acts/{act}', {
          params: { path: { id: o.task, act: o.act }, header: { 'Idempotency-Key': o.id } },
          headers: { 'Idempotency-Key': o.id },
          body: (o.form ?? {}) as never,
        }),
      );
    }
    return 'sent';
  } catch (e) {
    if (e instanceof Problem && e.status >= 400 && e.status < 500 && ![401, 408, 425, 429].includes(e.status)) {
      return { refused: e.sentence };
    }
    return 'later';
  }
}
