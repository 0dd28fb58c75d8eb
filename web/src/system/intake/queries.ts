import { queryOptions } from '@tanstack/react-query';
import { api, body } from '@/api/client';

/** The protocols that devices are registered for, and where each comes in. They change with the server alone. */
export const waysQuery = queryOptions({ queryKey: ['devices', 'ways'], staleTime: 600_000, queryFn: () => body(api.GET('/api/intake/ways')) });

/** One device with its health. */
export const deviceQuery = (id: string) =>
  queryOptions({ queryKey: ['devices', 'one', id], refetchInterval: 5_000, queryFn: () => body(api.GET('/api/intake/devices/{id}', { params: { path: { id } } })) });
