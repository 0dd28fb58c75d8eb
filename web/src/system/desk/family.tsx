import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, body } from '@/api/client';
import type { Case } from '@/api/types';
import { useT } from '@/i18n/desk';

/** Cases that are shown of a family; there are seldom more than a handful. */
const most = 50;

/** The other cases about the same thing: what a case belongs to, and what followed from it. Nothing where it stands alone. */
export function Family({ of: c }: { of: Pick<Case, 'id' | 'root'> }) {
  const { t, say } = useT();
  const family = useQuery({ queryKey: ['cases', 'family', c.root], queryFn: () => body(api.GET('/api/cases', { params: { query: { root: c.root, limit: most } } })) });
  const others = (family.data?.items ?? []).filter((x) => x.id !== c.id).sort((a, b) => (a.opened_at ?? '').localeCompare(b.opened_at ?? ''));
  if (others.length === 0) return null;
  return (
    <section aria-label={t('casework.family')} data-family={others.length}>
      <h3>{t('casework.family')}</h3>
      <ul className="family">
        {others.map((x) => (
          <li key={x.id}>
            {x.id === c.root && <span className="tag tag-plain">{t('casework.rootCase')}</span>}{' '}
            <Link to="/desk/cases/$id" params={{ id: x.id }}>
              {x.title}
            </Link>{' '}
            <span className="faint">
              {say(x.procedure_title)} · {say(x.stage_title)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
