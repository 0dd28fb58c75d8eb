/** About how wide a text is drawn, in pixels: Han and full-width characters are square, others a little over half. */
export function widthOf(text: string, size: number): number {
  let units = 0;
  for (const c of text) units += c >= '\u2e80' ? 1 : c >= 'A' && c <= 'Z' ? 0.68 : c === ' ' ? 0.3 : 0.57;
  return units * size;
}

const mayNotBegin = /^[\u3001\u3002\uff0c\uff1b\uff1a\uff1f\uff01\uff09\u300b\u300d\u300f\u3011\u3015\u201d,.;:?!)%\]]/;
const mayNotEnd = /[\uff08\u300a\u300c\u300e\u3010\u3014\u201c([]$/;

/** Breaks a text into lines no wider than `most` pixels. Latin words stay whole, and no line begins with a mark that closes. */
export function linesOf(text: string, size: number, most: number): string[] {
  const pieces = text.match(/[\u2e80-\uffff]|[^\u2e80-\uffff\s]+|\s+/gu) ?? [];
  const units: string[] = [];
  for (const p of pieces) {
    const last = units.at(-1);
    if (last !== undefined && (mayNotBegin.test(p) || mayNotEnd.test(last))) units[units.length - 1] = last + p;
    else units.push(p);
  }
  const lines: string[] = [];
  let line = '';
  for (const u of units) {
    if (line && widthOf((line + u).trimEnd(), size) > most) {
      lines.push(line.trimEnd());
      line = u.trimStart();
    } else {
      line += u;
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}

/** The lines as they are read one after the other: with the space that was dropped at a break between Latin words. */
export function spaced(lines: string[]): string[] {
  return lines.map((l, i) => (i < lines.length - 1 && /[!-~]$/.test(l) && /^[!-~]/.test(lines[i + 1]!) ? `${l} ` : l));
}
