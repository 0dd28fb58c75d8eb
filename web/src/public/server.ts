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

export type PublicDrawing = components['schemas']['PublicDrawing'];

/** Notices of drawings and published drawings, the newest first. */
export async function readDrawings(): Promise<PublicDrawing[]> {
  const answer = await fetch('/api/public/drawings', { credentials: 'omit' });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { items: PublicDrawing[] }).items;
}

export const drawingFile = (id: string) => `/api/public/drawings/${encodeURIComponent(id)}/file`;

/** A unit that was drawn, with its team. */
export interface DrawnTeam {
  code: string;
  unit: string;
  covered: boolean;
  team: string[];
}

interface PublishedFile {
  list: { units: { code: string; name: string }[]; officers: { id: string; name: string }[] };
  result: { covered: { unit: string; officers: string[] }[]; drawn: { unit: string; officers: string[] }[] };
}

/** The visits of a published drawing, out of its file. */
export async function readDrawing(id: string): Promise<DrawnTeam[]> {
  const answer = await fetch(drawingFile(id), { credentials: 'omit' });
  if (!answer.ok) throw new Error(String(answer.status));
  const file = (await answer.json()) as PublishedFile;
  const units = new Map(file.list.units.map((u) => [u.code, u.name]));
  const officers = new Map(file.list.officers.map((o) => [o.id, o.name]));
  const team = (covered: boolean) => (v: { unit: string; officers: string[] }) => ({ code: v.unit, unit: units.get(v.unit) ?? v.unit, covered, team: v.officers.map((o) => officers.get(o) ?? o) });
  return [...file.result.covered.map(team(true)), ...file.result.drawn.map(team(false))];
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
