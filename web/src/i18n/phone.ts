import type { Dictionary } from './index';
import { useWords } from './index';
import { mobile } from './words/mobile';
import { round } from './words/round';

export const phoneWords = { mobile, round } satisfies Dictionary;

export type PhoneKey = `mobile.${keyof typeof mobile}` | `round.${keyof typeof round}`;
export const useT = () => useWords<PhoneKey>();
