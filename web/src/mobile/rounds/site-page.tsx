import { useEffect, useState } from 'react';
import { Problem } from '@/api/problem';
import type { SiteHistory } from '@/api/types';
import { useT } from '@/i18n/phone';
import { dueText, shanghai } from '@/kit/time';
import { keep, recall } from '../outbox';
import { siteHistory } from '../server';
import { plateSite } from './plate';

/** A site with what was done and found there; without a network, what was seen of it last. */
export function SitePage({ code }: { code: string }) {
  const { t } = useT();
  const [site, setSite] = useState<SiteHistory | null>();
  const [why, setWhy] = useState('');
  useEffect(() => {
    const id = plateSite(code);
    void (async () => {
      try {
        const s = await siteHistory(code);
        setSite(s);
        await keep(`site:${s.id}`, s);
      } catch (e) {
        const kept = e instanceof Problem ? undefined : await recall<SiteHistory>(`site:${id}`);
        setSite(kept?.value ?? null);
        setWhy(e instanceof Problem ? e.sentence || t('round.gone') : t('round.needsNet'));
      }
    })();
  }, [code, t]);
  if (site === undefined) return <div className="wait" role="status" />;
  if (site === null) {
    return (
      <p className="problem" role="alert">
        {why}
      </p>
    );
  }
  return (
    <div className="task">
      <h1>{site.name}</h1>
      <p>
        {site.area_name} {site.address}
      </p>
      <h2>{t('round.findings')}</h2>
      {site.findings.length === 0 && <p className="stale">{t('round.noRecords')}</p>}
      {site.findings.map((f) => (
        <div key={f.id} className="card past">
          <b>{f.title}</b>
          <span className="card-text">{f.text}</span>
          <span className="card-foot">
            {f.person_name} · {shanghai(f.found_at, 'short')}
          </span>
        </div>
      ))}
      <h2>{t('round.records')}</h2>
      {site.tasks.length === 0 && <p className="stale">{t('round.noRecords')}</p>}
      {site.tasks.map((x) => (
        <div key={x.id} className="card past">
          <b>{x.title}</b>
          <span className="card-foot">
            {x.state === 'done' ? t('round.doneBy', { who: x.done_name, at: shanghai(x.taken_at, 'short') }) : t('round.due', { at: dueText(x.due_at, 'short') })}
            {x.late && <b className="late">{t('round.late')}</b>}
            {x.overdue && <b className="late">{t('round.overdue')}</b>}
          </span>
        </div>
      ))}
    </div>
  );
}
