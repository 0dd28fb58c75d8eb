/** A text with its n-th word, counted from 1, replaced. */
export function withWord(text: string, n: number, word: string): string {
  let seen = 0;
  return text
    .split(/([ \t\r\n,;，；]+)/)
    .map((part, i) => (i % 2 === 0 && part !== '' && ++seen === n ? word : part))
    .join('');
}
