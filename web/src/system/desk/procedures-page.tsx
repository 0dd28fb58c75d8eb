import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import type { Procedure } from '@/api/casework';
import { proceduresQuery, sessionQuery } from '@/api/queries';
import type { Me } from '@/api/types';
import { workspaces } from '@/app/nav';
import { useT, type Key } from '@/i18n/desk';
import { Chips, TextFilter } from '@/kit/filters';
import { PageHead } from '@/kit/page';
import type { Say } from '@/kit/schema';
import { Loaded, Nothing } from '@/kit/states';
import { basisText } from '@/kit/term-text';

/** The workspace to which a procedure belongs: that of the pages of the system which declares it. */
export function spaceOf(p: Procedure, me: Me | null | undefined): string {
  const system = p.name.split('.')[0] ?? '';
  return me?.pages?.find((x) => x.path.startsWith(`/${system}/`))?.workspace ?? 'other';
}

/** Reports whether all words occur in what a procedure says: title, law, stages, acts. */
export function found(p: Procedure, q: string, say: Say): boolean {
  const text = [say(p.title), basisText(p.basis), ...p.stages.map((s) => say(s.title)), ...p.acts.flatMap((a) => [say(a.title), basisText(a.basis)])].join('\n').toLowerCase();
  return q.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** 流程库: every procedure that the person may see, as cards that lead to the flow charts. */
export default function ProceduresPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const { q = '', space = '' } = useSearch({ from: '/desk/procedures' });
  const procedures = useQuery(proceduresQuery);
  const { data: me } = useQuery(sessionQuery);
  const search = (next: { q?: string; space?: string }) => void go({ to: '/desk/procedures', search: { q: q || undefined, space: space || undefined, ...next }, replace: true });
  return (
    <>
      <PageHead title={t('casework.procedures')}>
        <Link to="/desk/clock">{t('term.title')}</Link>
      </PageHead>
      <Loaded of={procedures}>
        {(all) => {
          const spaces = [...new Set(all.map((p) => spaceOf(p, me)))];
          const rows = all.filter((p) => (!space || spaceOf(p, me) === space) && found(p, q, say));
          return (
            <>
              <div className="filters">
                <TextFilter value={q} onChange={(v) => search({ q: v || undefined })} hint={t('flow.search')} width={260} />
                {spaces.length > 1 && (
                  <Chips
                    label={t('flow.system')}
                    choices={spaces.map((s) => ({ value: s, label: t(spaceTitle(s)) }))}
                    value={space ? [space] : []}
                    onChange={(v) => search({ space: v.at(-1) })}
                  />
                )}
                <span className="faint" role="status">
                  {t('flow.found', { n: rows.length })}
                </span>
              </div>
              {rows.length === 0 ? (
                <Nothing
                  title={all.length > 0 ? t('flow.noneFound') : undefined}
                  hint={all.length > 0 ? t('flow.noneFoundHint') : undefined}
                  action={all.length > 0 && <Button onClick={() => search({ q: undefined, space: undefined })}>{t('casework.clearFilters')}</Button>}
                />
              ) : (
                <ul className="gallery">
                  {rows.map((p) => (
                    <li key={p.name}>
                      <Card p={p} space={t(spaceTitle(spaceOf(p, me)))} />
                    </li>
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

const spaceTitle = (id: string): Key => workspaces.find((w) => w.id === id)?.title ?? 'flow.otherSystem';

function Card({ p, space }: { p: Procedure; space: string }) {
  const { t, say } = useT();
  const clocks = p.clocks?.length ?? 0;
  return (
    <Link to="/desk/procedures/$name" params={{ name: p.name }} className="gallery-card">
      <span className="gallery-space">{space}</span>
      <b>{say(p.title)}</b>
      <span className="gallery-law">{basisText(p.basis)}</span>
      <span className="gallery-way">
        {p.stages
          .filter((s) => !s.final)
          .slice(0, 5)
          .map((s) => say(s.title))
          .join(' → ')}
        {p.stages.filter((s) => !s.final).length > 5 && ' …'}
      </span>
      <span className="gallery-counts">
        <span>{t('flow.stages', { n: p.stages.length })}</span>
        <span>{t('flow.acts', { n: p.acts.length })}</span>
        {clocks > 0 && <span>{t('flow.clockCount', { n: clocks })}</span>}
        <span>{t('casework.version', { v: p.version })}</span>
      </span>
    </Link>
  );
}
