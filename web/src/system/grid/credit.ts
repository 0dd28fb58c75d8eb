const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Whether the check character of a unified social credit code is right (GB 32100-2015: weights 3^(i-1) mod 31). */
export function creditCodeIsRight(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return false;
  let sum = 0;
  let weight = 1;
  for (const c of code.slice(0, 17)) {
    sum += alphabet.indexOf(c) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet[(31 - (sum % 31)) % 31] === code[17];
}

/** How many days are left until a day, in the time of the city; negative when it is past. */
export function daysUntil(day: string, now: number): number {
  const today = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
  return Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
}
