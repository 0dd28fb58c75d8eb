import type { components } from '@/api/schema.gen';

export type Decision = components['schemas']['PublicDecision'];
export type Plate = components['schemas']['PublicPlate'];

/** One page of what is before the public; nobody needs an account for it. */
export async function readDecisions(q: string, cursor: string): Promise<{ items: Decision[]; next: string }> {
  const query = new URLSearchParams({ limit: '20', ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) });
  const answer = await fetch(`/api/public/decisions?${query}`, { credentials: 'omit' });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as { items: Decision[]; next: string };
}

export type PublicWarning = components['schemas']['PublicWarning'];

/** The warnings that are before the public now. */
export async function readWarnings(): Promise<PublicWarning[]> {
  const answer = await fetch('/api/public/warnings', { credentials: 'omit' });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { items: PublicWarning[] }).items;
}

export const pageOf = (id: string) => `/api/public/decisions/${encodeURIComponent(id)}/page`;

/** The public face of the site whose plate says this; null when it is no plate of the city. */
export async function readPlate(text: string): Promise<Plate | null> {
  const answer = await fetch(`/api/public/plates?${new URLSearchParams({ text })}`, { credentials: 'omit' });
  if (answer.status === 404 || answer.status === 422 || answer.status === 400) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Plate;
}

/** Whether somebody is signed in here who may see the history of sites. */
export async function goesOnRounds(): Promise<boolean> {
  const answer = await fetch('/api/session');
  if (!answer.ok) return false;
  return ((await answer.json()) as { permissions: string[] }).permissions.includes('patrol.task.read');
}
