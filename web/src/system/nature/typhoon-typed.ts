import type { TyphoonView } from '@/api/watch';

type Fix = TyphoonView['bulletin']['track'][number];
export type Circle = NonNullable<Fix['circles']>[number];

/** A bulletin as it is typed: the radii of circles are text. */
export interface Typed {
  number: string;
  name: string;
  issuer: string;
  issued_at: string;
  track: (Partial<Omit<Fix, 'circles'>> & { c7?: string; c10?: string; c12?: string })[];
}

/** The circle of a wind level as text, "NE/SE/SW/NW" or one number when all are alike; "" for none. */
export function circleText(circles: Circle[] | null | undefined, beaufort: 7 | 10 | 12): string {
  const c = circles?.find((x) => x.beaufort === beaufort);
  if (!c) return '';
  const all = [c.ne, c.se, c.sw, c.nw];
  return all.every((r) => r === c.ne) ? String(c.ne) : all.join('/');
}

/** The circle that a text says: none for an empty one, undefined for what cannot be read. */
export function circlesOf(text: string | undefined, beaufort: 7 | 10 | 12): Circle[] | undefined {
  const words = (text ?? '').trim().split(/[/／]/).map((w) => w.trim());
  if (words.length === 1 && words[0] === '') return [];
  const radii = words.map((w) => (/^\d+(\.\d+)?$/.test(w) ? Number(w) : NaN));
  if ((radii.length !== 1 && radii.length !== 4) || radii.some((r) => !(r >= 0 && r <= 1500))) return undefined;
  const [ne = 0, se = ne, sw = ne, nw = ne] = radii;
  return [{ beaufort, ne, se, sw, nw }];
}
