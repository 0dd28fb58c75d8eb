import type { Dictionary } from './index';
import { useWords } from './index';
import { open } from './words/public';

export const publicWords = { open } satisfies Dictionary;

export type PublicKey = `open.${keyof typeof open}`;
export const useT = () => useWords<PublicKey>();
