import type { FieldForm } from '@/api/field';

/** What a message says, as the codec of the server reads it (internal/connect/narrow). */
export interface NarrowMessage {
  form: string;
  /** 16 hexadecimal digits. */
  mark: string;
  /** Seconds since 1970. */
  at: number;
  task?: string;
  place?: { lon: number; lat: number; accuracy: number };
  values: Record<string, unknown>;
}

export interface NarrowKey {
  number: number;
  key: string;
}

export const maxFrame = 140;
const room = maxFrame - 19 - 8 - 2;
const maxParts = 16;

/** The short reference to a task: the last eight hexadecimal digits of its id, 0 when it has none. */
export function refOf(id: string): number {
  const digits = id.replace(/[^0-9a-f]/gi, '').slice(-8);
  return digits.length === 8 ? Number.parseInt(digits, 16) : 0;
}

/** The frames of a message, at most 140 bytes each, signed; undefined when it cannot be said so short, or this browser cannot sign. */
export async function framesOf(m: NarrowMessage, forms: FieldForm[], key: NarrowKey): Promise<Uint8Array[] | undefined> {
  const form = forms.find((f) => f.name === m.form);
  if (!form || !globalThis.crypto?.subtle) return undefined;
  const bodies = bodiesOf(m, form);
  if (!bodies || bodies.length > maxParts) return undefined;
  const secret = await crypto.subtle.importKey('raw', bytesOf(key.key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const out: Uint8Array[] = [];
  for (const [i, b] of bodies.entries()) {
    const head = new Uint8Array(19);
    const view = new DataView(head.buffer);
    head[0] = 0xa1;
    head[1] = form.code;
    view.setUint32(2, key.number);
    head.set(bytesOf(m.mark), 6);
    view.setUint32(14, m.at);
    head[18] = (i << 4) | (bodies.length - 1);
    const signed = join(head, b);
    const tag = new Uint8Array(await crypto.subtle.sign('HMAC', secret, signed)).slice(0, 8);
    const whole = join(signed, tag);
    const c = crc(whole);
    out.push(join(whole, Uint8Array.of(c >> 8, c & 255)));
  }
  return out;
}

/** The body of each part; undefined when a value does not fit its field. */
function bodiesOf(m: NarrowMessage, form: FieldForm): Uint8Array<ArrayBuffer>[] | undefined {
  let marks = 0;
  let given = 0;
  let text = '';
  const rest: number[] = [];
  const task = m.task ? refOf(m.task) : 0;
  if (task) {
    marks |= 1;
    rest.push(...big(task, 4));
  }
  if (m.place) {
    marks |= 2;
    rest.push(...big(Math.round(m.place.lon * 1e6), 4), ...big(Math.round(m.place.lat * 1e6), 4), ...big(Math.min(65535, Math.round(m.place.accuracy)), 2));
  }
  for (const [i, f] of form.fields.entries()) {
    const v = m.values[f.name];
    if (v === undefined) continue;
    given |= 1 << i;
    if (f.sort === 'choice') {
      const n = (f.choices ?? []).findIndex((c) => c.name === v);
      if (n < 0) return undefined;
      rest.push(n);
    } else if (f.sort === 'count') {
      if (typeof v !== 'number' || v < 0 || v > (f.max ?? 0)) return undefined;
      let n = v;
      for (; n >= 128; n = Math.floor(n / 128)) rest.push((n & 127) | 128);
      rest.push(n);
    } else text = String(v);
  }
  const first = Uint8Array.of(marks, given, ...rest);
  return text ? pieces(first, text) : [first];
}

/** Cuts a text between its characters, in UTF-8 or UTF-16, whichever is shorter. */
function pieces(first: Uint8Array, text: string): Uint8Array<ArrayBuffer>[] {
  const utf8 = new TextEncoder();
  const wide = 2 * text.length < utf8.encode(text).length;
  const way = wide ? 1 : 0;
  const out: number[][] = [[...first, way]];
  for (const c of text) {
    const bytes = wide ? Array.from({ length: c.length }, (_, i) => big(c.charCodeAt(i), 2)).flat() : [...utf8.encode(c)];
    if (out.at(-1)!.length + bytes.length > room) out.push([way]);
    out.at(-1)!.push(...bytes);
  }
  return out.map((b) => Uint8Array.from(b));
}

const big = (n: number, bytes: number) => Array.from({ length: bytes }, (_, i) => (n >> (8 * (bytes - 1 - i))) & 255);

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (b) => Number.parseInt(b, 16));
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** CRC-16/CCITT-FALSE. */
function crc(bytes: Uint8Array): number {
  let c = 0xffff;
  for (const b of bytes) {
    c ^= b << 8;
    for (let i = 0; i < 8; i++) c = c & 0x8000 ? ((c << 1) ^ 0x1021) & 0xffff : (c << 1) & 0xffff;
  }
  return c;
}

/** A frame as text to copy, to send by SMS, or to show as a QR code. */
export function textOf(frame: Uint8Array): string {
  let s = '';
  for (const b of frame) s += String.fromCharCode(b);
  return `ANLAN1:${btoa(s).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}
