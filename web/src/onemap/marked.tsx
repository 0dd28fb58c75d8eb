/** A text with some parts shown as found. Marks are [from, to) in UTF-16 units, in order or not; others are left alone. */
export function Marked({ text, marks }: { text: string; marks: readonly (readonly number[] | null)[] }) {
  const parts = [];
  let at = 0;
  for (const mark of [...marks].sort((a, b) => (a?.[0] ?? 0) - (b?.[0] ?? 0))) {
    const [from = 0, to = 0] = mark ?? [];
    if (from < at || to > text.length || to <= from) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <span>
      {parts}
      {text.slice(at)}
    </span>
  );
}
