import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { rightsQuery, type OutlineWho } from '@/api/casework';
import { useT, type Key } from '@/i18n/desk';

const certificates: Record<string, Key> = { enforcement: 'flow.certificate_enforcement', legal: 'flow.certificate_legal' };
/** Levels as the length of an area's code. */
const levels: Record<number, Key> = { 2: 'flow.level_province', 4: 'flow.level_city', 6: 'flow.level_district' };

/** Who may do something, in words: the roles that hold its permission, the assignee; then level and certificate. */
export function useWho(): (w: OutlineWho) => string[] {
  const { t, say } = useT();
  const rights = useQuery(rightsQuery).data;
  return useCallback(
    (w) => {
      const right = rights?.find((r) => r.name === w.permission);
      const people = [right ? right.roles.map(say).join(t('flow.and')) || say(right.title) : w.permission ? t('flow.permitted') : '', w.assignee ? t('flow.assignee') : ''];
      const level = w.level ? (levels[w.level] ?? 'flow.level_street') : undefined;
      return [
        people.filter(Boolean).join(t('flow.or')) || t('flow.permitted'),
        level ? t('flow.atLevel', { level: t(level) }) : '',
        w.certificate ? t('flow.qualification', { name: certificates[w.certificate] ? t(certificates[w.certificate]!) : w.certificate }) : '',
      ].filter(Boolean);
    },
    [rights, say, t],
  );
}
