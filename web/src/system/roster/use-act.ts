import { useActing } from '@/kit/use-act';

/** Acts of duty: posts, rosters and calls are read anew after each. */
export const useAct = () => useActing('duty', 'calls');
