import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { rulesQuery } from '@/api/casework';
import { useT } from '@/i18n/desk';

/** The value of a rule of law in force today, in words: "7 working days". Empty while it is not known. */
export function useRuleText(): (id: string | undefined) => string {
  const { say } = useT();
  const rules = useQuery(rulesQuery()).data;
  return useCallback((id) => (id ? say(rules?.find((r) => r.id === id)?.value) : ''), [rules, say]);
}
