import type { Dictionary } from './index';
import { useWords } from './index';
import { call } from './words/call';
import { mobile } from './words/mobile';
import { round } from './words/round';

export const phoneWords = { call, mobile, round } satisfies Dictionary;

export type PhoneKey = `call.${keyof typeof call}` | `mobile.${keyof typeof mobile}` | `round.${keyof typeof round}`;
export const useT = () => useWords<PhoneKey>();
