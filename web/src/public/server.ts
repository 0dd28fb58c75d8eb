import type { components } from '@/api/schema.gen';

export type Decision = components['schemas']['PublicDecision'];

/** One page of what is before the public; nobody needs an account for it. */
export async function readDecisions(q: string, cursor: string): Promise<{ items: Decision[]; next: string }> {
  const query = new URLSearchParams({ limit: '20', ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) });
  const answer = await fetch(`/api/public/decisions?${query}`, { credentials: 'omit' });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as { items: Decision[]; next: string };
}

export const pageOf = (id: string) => `/api/public/decisions/${encodeURIComponent(id)}/page`;
