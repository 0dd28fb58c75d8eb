import { language } from '@/i18n/language';
import { problemOf } from './problem-of';

/** What a file is in its case: what evidence, and what it shows. */
export interface FileNote {
  kind?: string;
  note?: string;
  /** When a recording begins and ends, RFC 3339; where they are absent, the server asks the file itself. */
  began_at?: string;
  ended_at?: string;
}

/** Puts a file into a case; the answer carries the file's id. The same key sends it once. */
export async function uploadFile(caseId: string, file: Blob & { name?: string }, key?: string, what: FileNote = {}): Promise<{ id: string }> {
  const form = new FormData();
  form.append('file', file, file.name ?? 'photo.jpg');
  const query = new URLSearchParams({ ...(what.kind ? { kind: what.kind } : {}), ...(what.note ? { note: what.note } : {}) });
  const headers: Record<string, string> = { 'Accept-Language': language() };
  if (key) headers['Idempotency-Key'] = key;
  const answer = await fetch(`/api/cases/${caseId}/files${query.size ? `?${query}` : ''}`, { method: 'POST', headers, body: form });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as { id: string };
}
