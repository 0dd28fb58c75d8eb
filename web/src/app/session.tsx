import { useQuery } from '@tanstack/react-query';
import { api, body, whenSignedOut } from '@/api/client';
import { queries, sessionQuery } from '@/api/queries';
import type { Me } from '@/api/types';

whenSignedOut(() => queries.setQueryData(sessionQuery.queryKey, null));

/** Who is signed in; null when nobody is, undefined while that is not known. */
export const useSession = () => useQuery(sessionQuery);

export async function signIn(user: string, password: string) {
  await body(api.POST('/api/session', { body: { user, password } }));
  queries.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
  await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

export async function signOut() {
  await api.DELETE('/api/session').catch(() => undefined);
  queries.setQueryData(sessionQuery.queryKey, null);
  queries.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
}

/** Reports whether the person holds one of the permissions somewhere. The server decides; this only hides dead ends. */
export function may(me: Me | null | undefined, needs: readonly string[]): boolean {
  return needs.length === 0 || needs.some((n) => me?.permissions?.includes(n));
}

export function useMay(...needs: string[]): boolean {
  const { data } = useSession();
  return may(data, needs);
}
