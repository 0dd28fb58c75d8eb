import type { Words } from '@/api/types';

/** The part of JSON Schema that the server uses for elements' attributes and the forms of acts. */
export interface Schema {
  type?: string | string[];
  title?: string | Words;
  description?: string | Words;
  format?: string;
  enum?: (string | number)[];
  oneOf?: { const: string | number; title?: string | Words }[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  default?: unknown;
  readOnly?: boolean;
  'x-title'?: Words;
  'x-unit'?: string;
  /** The names of the properties in the order in which they are shown. */
  'x-order'?: string[];
  /** The words of the values in `enum`. */
  'x-enum'?: Record<string, Words>;
  'x-private'?: boolean;
  /** The path below /api/ of the list that holds the values. */
  'x-source'?: string;
  /** The permission that a named person must hold. */
  'x-may'?: string;
}

export type Say = (w: Words | string | undefined | null) => string;

export function typeOf(s: Schema): string {
  if (Array.isArray(s.type)) return s.type.find((x) => x !== 'null') ?? 'string';
  return s.type ?? (s.properties ? 'object' : 'string');
}

export function titleOf(name: string, s: Schema, say: Say): string {
  return say(s['x-title'] ?? s.title) || name;
}

export function unitOf(s: Schema): string {
  return s['x-unit'] ?? '';
}

export interface Option {
  value: string | number;
  label: string;
}

/** The values that a property may take, with their words; undefined when it is free. */
export function optionsOf(s: Schema, say: Say): Option[] | undefined {
  if (s.oneOf?.every((o) => o.const !== undefined)) {
    return s.oneOf.map((o) => ({ value: o.const, label: say(o.title) || String(o.const) }));
  }
  return s.enum?.map((v) => ({ value: v, label: say(s['x-enum']?.[String(v)]) || String(v) }));
}

/** The properties in the order in which the server wants them shown. */
export function propertiesOf(s: Schema | undefined | null): [name: string, schema: Schema][] {
  const order = s?.['x-order'] ?? [];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(s?.properties ?? {})
    .filter(([name]) => name !== '$schema')
    .sort(([a], [b]) => place(a) - place(b));
}

/** Reports whether an act asks nothing of the person, so that one press is enough. */
export function asksNothing(s: unknown): boolean {
  return propertiesOf(s as Schema).length === 0;
}
