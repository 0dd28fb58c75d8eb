import type { Dictionary } from './index';
import { useWords } from './index';
import { call } from './words/call';
import { field } from './words/field';
import { mobile } from './words/mobile';
import { promise } from './words/promise';
import { push } from './words/push';
import { round } from './words/round';
import { scoring } from './words/scoring';

export const phoneWords = { call, field, mobile, promise, push, round, scoring } satisfies Dictionary;

export type PhoneKey = `call.${keyof typeof call}` | `field.${keyof typeof field}` | `mobile.${keyof typeof mobile}` | `promise.${keyof typeof promise}` | `push.${keyof typeof push}` | `round.${keyof typeof round}` | `scoring.${keyof typeof scoring}`;
export const useT = () => useWords<PhoneKey>();
