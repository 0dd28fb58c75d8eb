import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Tabs } from 'antd';
import { recommendationsQuery } from '@/api/queries';
import type { Recommendation } from '@/api/types';
import { useT } from '@/i18n/desk';
import { Distance } from '@/kit/element-parts';
import { count } from '@/kit/number';
import { Loaded, Nothing } from '@/kit/states';

const groups = ['teams', 'depots', 'cameras', 'experts'] as const;

/** Teams, depots, cameras and experts that fit, each with the reasons, and the button that sends them. */
export function Recommended({ incident, onDispatch }: { incident: string; onDispatch?: (r: Recommendation) => void }) {
  const { t } = useT();
  const recommendations = useQuery(recommendationsQuery(incident));
  return (
    <Loaded of={recommendations}>
      {(r) => (
        <Tabs
          size="small"
          items={groups.map((g) => ({
            key: g,
            label: `${t(`incident.${g}`)} ${count(r[g]?.length ?? 0)}`,
            children: (
              <ul className="cards">
                {(r[g] ?? []).map((x) => (
                  <RecommendationCard key={x.element.id} r={x} onDispatch={g === 'cameras' ? undefined : onDispatch} />
                ))}
                {!r[g]?.length && <Nothing title={t('incident.noReasons')} />}
              </ul>
            ),
          }))}
        />
      )}
    </Loaded>
  );
}

function RecommendationCard({ r, onDispatch }: { r: Recommendation; onDispatch?: (r: Recommendation) => void }) {
  const { t, say } = useT();
  return (
    <li className="card" data-recommended={r.element.id}>
      <div className="row">
        <Link to="/grid/elements/$id" params={{ id: r.element.id }} className="grow clip">
          <b>{r.element.name}</b>
        </Link>
        <Distance metres={r.distance_m} />
        {r.busy && <span className="tag tag-plain">{t('incident.busy')}</span>}
        {onDispatch && (
          <Button size="small" type="primary" onClick={() => onDispatch(r)} data-act="dispatch">
            {t('incident.dispatch')}
          </Button>
        )}
      </div>
      <ul className="reasons">
        {(r.reasons ?? []).map((x) => (
          <li key={say(x)}>{say(x)}</li>
        ))}
        {r.contact && <li>{r.contact}</li>}
      </ul>
    </li>
  );
}
