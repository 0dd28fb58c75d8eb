import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { recommendationsQuery } from '@/api/queries';
import type { Group, Recommendation } from '@/api/types';
import { useT } from '@/i18n/desk';
import { Distance } from '@/kit/element-parts';
import { count } from '@/kit/number';
import { Loaded, Nothing } from '@/kit/states';
import type { Sendable } from './dispatch-dialog';

/** Teams, depots, experts and cameras that fit, each with the reasons, and the button that sends a team. */
export function Recommended({ incident, onDispatch }: { incident: string; onDispatch?: (r: Sendable) => void }) {
  const { t, say } = useT();
  const [kind, setKind] = useState('rescue-team');
  const current = (groups: Group[]) => groups.find((g) => g.kind === kind) ?? groups[0];
  const recommendations = useQuery(recommendationsQuery(incident));
  return (
    <Loaded of={recommendations}>
      {(groups) => (
        <>
          <div className="chips group-chips" role="group" aria-label={t('incident.recommendations')}>
            {groups.map((g) => (
              <button
                key={g.kind}
                type="button"
                className={g === current(groups) ? 'chip on' : 'chip'}
                aria-pressed={g === current(groups)}
                onClick={() => setKind(g.kind)}
              >
                {say(g.title)} {count(g.items.length)}
              </button>
            ))}
          </div>
          {groups
            .filter((g) => g === current(groups))
            .map((g) => (
              <GroupList key={g.kind} g={g} onDispatch={g.kind === 'rescue-team' ? onDispatch : undefined} />
            ))}
        </>
      )}
    </Loaded>
  );
}

function GroupList({ g, onDispatch }: { g: Group; onDispatch?: (r: Sendable) => void }) {
  const { t } = useT();
  if (g.items.length === 0) return <Nothing title={t('incident.noReasons')} />;
  return (
    <ul className="cards">
      {g.items.map((r) => (
        <RecommendationCard key={r.id} r={r} onDispatch={onDispatch} />
      ))}
    </ul>
  );
}

/** The telephone numbers among the attributes; who may dispatch must be able to call. */
function phonesOf(attrs: unknown): string[] {
  return Object.entries((attrs ?? {}) as Record<string, unknown>)
    .filter(([k, v]) => /phone|tel/.test(k) && typeof v === 'string' && v !== '')
    .map(([, v]) => v as string);
}

function RecommendationCard({ r, onDispatch }: { r: Recommendation; onDispatch?: (r: Sendable) => void }) {
  const { t, say } = useT();
  return (
    <li className={`card ${r.fit ? 'card-fit' : ''}`} data-recommended={r.id}>
      <div className="row">
        <Link to="/grid/elements/$id" params={{ id: r.id }} className="grow clip">
          <b>{r.name}</b>
        </Link>
        <Distance metres={r.distance} />
        {r.given && <span className="tag tag-plain">{t('incident.given')}</span>}
        {onDispatch && !r.given && (
          <Button size="small" type="primary" onClick={() => onDispatch(r)} data-act="dispatch">
            {t('incident.dispatch')}
          </Button>
        )}
      </div>
      <ul className="reasons">
        {r.minutes > 0 && r.kind === 'rescue-team' && <li>{t('incident.minutes', { n: r.minutes })}</li>}
        {(r.reasons ?? []).map((x) => (
          <li key={x.zh}>{say(x)}</li>
        ))}
        {phonesOf(r.attrs).map((p) => (
          <li key={p}>
            <a href={`tel:${p}`}>{p}</a>
          </li>
        ))}
      </ul>
    </li>
  );
}
