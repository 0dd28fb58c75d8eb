const key = 'anlan.search.recent';
const most = 8;

/** What this person has found last in this browser, newest first. */
export function recent(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? list.filter((s): s is string => typeof s === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

export function remember(q: string): string[] {
  const list = [q, ...recent().filter((s) => s !== q)].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // a full or forbidden store: there are no recent searches then
  }
  return list;
}

export function forget() {
  localStorage.removeItem(key);
}
