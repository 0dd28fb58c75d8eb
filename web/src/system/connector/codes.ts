/** A list of codes as people type it: "1=fire, 2=flood, *=other". */
export function codesText(codes: Record<string, string> | undefined): string {
  return Object.entries(codes ?? {})
    .map(([a, b]) => `${a}=${b}`)
    .join(', ');
}

/** Reads it; what has no "=" is left out. Undefined when nothing is left. */
export function codesOf(text: string): Record<string, string> | undefined {
  const out: Record<string, string> = {};
  for (const part of text.split(/[,，\n]/)) {
    const at = part.indexOf('=');
    const key = part.slice(0, at).trim();
    if (at > 0 && key) out[key] = part.slice(at + 1).trim();
  }
  return Object.keys(out).length ? out : undefined;
}
