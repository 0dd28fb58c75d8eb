import type { Dictionary } from './index';
import { useWords } from './index';
import { call } from './words/call';
import { mobile } from './words/mobile';
import { promise } from './words/promise';
import { round } from './words/round';

export const phoneWords = { call, mobile, promise, round } satisfies Dictionary;

export type PhoneKey = `call.${keyof typeof call}` | `mobile.${keyof typeof mobile}` | `promise.${keyof typeof promise}` | `round.${keyof typeof round}`;
export const useT = () => useWords<PhoneKey>();
