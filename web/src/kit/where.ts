// Filters by attributes as the server reads them: "use:office,hotel", "sprinklers:true", "floors:30..60".

/** What a field must be, "" when it is not narrowed. */
export function valueOf(where: string[], field: string): string {
  const found = where.find((w) => w.startsWith(`${field}:`));
  return found ? found.slice(field.length + 1) : '';
}

/** The filters with that of one field set, or taken away by "". */
export function withFilter(where: string[], field: string, value: string): string[] {
  const rest = where.filter((w) => !w.startsWith(`${field}:`));
  return value ? [...rest, `${field}:${value}`] : rest;
}

/** The two ends of a range; "" is open. A single value is both. */
export function rangeOf(value: string): [from: string, to: string] {
  if (!value.includes('..')) return [value, value];
  const at = value.indexOf('..');
  return [value.slice(0, at), value.slice(at + 2)];
}
