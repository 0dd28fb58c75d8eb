import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { recommendationsQuery } from '@/api/queries';
import type { Group, Recommendation } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Distance } from '@/kit/element-parts';
import { count } from '@/kit/number';
import { ReasonDialog } from '@/kit/reason-dialog';
import { Loaded, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { useActing } from '@/kit/use-act';
import type { Sendable } from './dispatch-dialog';
import { KeepDialog } from './keep-dialog';

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
              <GroupList key={g.kind} incident={incident} g={g} onDispatch={g.kind === 'rescue-team' ? onDispatch : undefined} />
            ))}
        </>
      )}
    </Loaded>
  );
}

/** The kinds that are kept for an incident. */
const kept = ['rescue-team', 'vehicle', 'expert'];

function GroupList({ incident, g, onDispatch }: { incident: string; g: Group; onDispatch?: (r: Sendable) => void }) {
  const { t } = useT();
  const [keeping, setKeeping] = useState<Recommendation>();
  const mayKeep = useMay('resource.force.book') && kept.includes(g.kind);
  const acts: CardActs = { onDispatch, onKeep: mayKeep ? setKeeping : undefined };
  return (
    <>
      {g.items.length === 0 ? (
        <Nothing title={t('incident.noReasons')} />
      ) : (
        <ul className="cards">
          {g.items.map((r) => (
            <RecommendationCard key={r.id} r={r} {...acts} />
          ))}
        </ul>
      )}
      {g.others.length > 0 && (
        <details className="passed-over">
          <summary>{t('force.others', { n: g.others.length })}</summary>
          <ul className="cards">
            {g.others.map((r) => (
              <RecommendationCard key={r.id} r={r} {...acts} onDispatch={undefined} />
            ))}
          </ul>
        </details>
      )}
      {keeping && <KeepDialog incident={incident} r={keeping} onClose={() => setKeeping(undefined)} />}
    </>
  );
}

interface CardActs {
  onDispatch?: (r: Sendable) => void;
  onKeep?: (r: Recommendation) => void;
}

/** The telephone numbers among the attributes; who may dispatch must be able to call. */
function phonesOf(attrs: unknown): string[] {
  return Object.entries((attrs ?? {}) as Record<string, unknown>)
    .filter(([k, v]) => /phone|tel/.test(k) && typeof v === 'string' && v !== '')
    .map(([, v]) => v as string);
}

function RecommendationCard({ r, onDispatch, onKeep }: { r: Recommendation } & CardActs) {
  const { t, say } = useT();
  return (
    <li className={`card ${r.fit && r.usable ? 'card-fit' : ''}`} data-recommended={r.id}>
      <div className="row">
        <Link to="/grid/elements/$id" params={{ id: r.id }} className="grow clip">
          <b>{r.name}</b>
        </Link>
        {r.chosen && <span className="tag tag-blue">{t('force.chosen')}</span>}
        {r.minutes > 0 ? <b className="num nowrap">{t('kit.minute', { n: r.minutes })}</b> : <Distance metres={r.distance} />}
        <CardButtons r={r} onDispatch={onDispatch} onKeep={onKeep} />
      </div>
      <ul className="reasons">
        {r.booking !== '' && <li>{t('force.keptUntil', { at: shanghai(r.kept_until, 'short') })}</li>}
        {r.reasons.map((x) => (
          <li key={x.zh}>{say(x)}</li>
        ))}
        {phonesOf(r.attrs).map((p) => (
          <li key={p}>
            <a href={`tel:${p}`}>{p}</a>
          </li>
        ))}
      </ul>
      {r.against.length > 0 && (
        <ul className="objections">
          {r.against.map((o) => (
            <li key={o.code} className={o.hard ? 'hard' : ''}>
              {say(o.text)}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Sends or keeps it, or lets it go again. What another incident has, or who is partial, cannot be kept. */
function CardButtons({ r, onDispatch, onKeep }: { r: Recommendation } & CardActs) {
  const { t } = useT();
  const [asking, setAsking] = useState(false);
  const [, act] = useActing('incident', 'force');
  const barred = r.against.some((o) => o.hard && (o.code === 'busy' || o.code === 'conflict'));
  return (
    <>
      {r.given && <span className="tag tag-plain">{t('incident.given')}</span>}
      {onKeep && r.booking === '' && !barred && (
        <Button size="small" onClick={() => onKeep(r)} data-act="keep">
          {t('force.book')}
        </Button>
      )}
      {onKeep && r.booking !== '' && !r.given && (
        <Button size="small" onClick={() => setAsking(true)} data-act="let-go">
          {t('force.release')}
        </Button>
      )}
      {onDispatch && !r.given && (
        <Button size="small" type="primary" onClick={() => onDispatch(r)} data-act="dispatch">
          {t('incident.dispatch')}
        </Button>
      )}
      {asking && (
        <ReasonDialog
          title={t('force.releaseTitle', { name: r.name })}
          onClose={() => setAsking(false)}
          onDone={(reason) => act(() => body(api.POST('/api/resource/bookings/{id}/release', { params: { path: { id: r.booking } }, body: { reason } })), t('force.releasedOk'))}
        />
      )}
    </>
  );
}
