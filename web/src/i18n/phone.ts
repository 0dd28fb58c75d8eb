import type { Dictionary } from './index';
import { useWords } from './index';
import { mobile } from './words/mobile';

export const phoneWords = { mobile } satisfies Dictionary;

export type PhoneKey = `mobile.${keyof typeof mobile}`;
export const useT = () => useWords<PhoneKey>();
