/** The first and the last day of a month. */
export function monthSpan(month: string): [string, string] {
  const [y, m] = month.split('-').map(Number) as [number, number];
  return [`${month}-01`, `${month}-${String(new Date(Date.UTC(y, m, 0)).getUTCDate()).padStart(2, '0')}`];
}

/** The day of the week as the language writes it: "一", "Mon". */
export function weekday(day: string, language: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en' : 'zh-CN', { weekday: language === 'en' ? 'short' : 'narrow', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
}
