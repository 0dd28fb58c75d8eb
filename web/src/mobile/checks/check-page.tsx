import { useEffect, useState } from 'react';
import type { Assignment, CheckItem, Mark } from '@/api/fourparty';
import { useT } from '@/i18n/phone';
import { shanghai } from '@/kit/time';
import type { Photo } from '../outbox';
import { Pending } from '../pending';
import { placeNow } from '../where';
import { useOutbox } from '../store';
import { ItemCard } from './item-card';
import { obstacle, soFar, type Begun } from './marks';
import { begunOf, chainOf, handIn, keepBegun, waits } from './store';

/** One sheet: every item with its mark. What is marked is kept on the phone at once and handed in as a whole. */
export function CheckPage({ a, items, person }: { a: Assignment; items: CheckItem[]; person: string }) {
  const { t } = useT();
  const queue = useOutbox();
  const [begun, setBegun] = useState<Begun>();
  const [problem, setProblem] = useState('');
  const [asking, setAsking] = useState(false);
  useEffect(() => void begunOf(a).then(setBegun), [a]);
  const waiting = waits(a, queue);
  const open = a.state === 'open' && !waiting && shanghai(Date.now(), 'full').slice(0, 10) >= a.from;
  if (!begun) return <div className="wait" role="status" />;
  const put = (b: Begun) => {
    setBegun(b);
    setProblem('');
    setAsking(false);
    void keepBegun(a, b);
  };
  const mark = (no: string, m: Mark, photos: Photo[]) => put({ marks: { ...begun.marks, [no]: m }, photos: { ...begun.photos, [no]: photos } });
  const ask = () => {
    const o = obstacle(items, begun);
    if (o.first) setProblem(t('scoring.incomplete', { no: o.first.no, what: t(`scoring.${o.first.fault}`) }));
    else if (o.missing > 0) setProblem(t('scoring.missing', { n: o.missing }));
    else setAsking(true);
    const no = o.first?.no ?? items.find((i) => !begun.marks[i.no])?.no;
    if (o.first || o.missing > 0) document.querySelector(`[data-item="${no}"]`)?.scrollIntoView({ block: 'start' });
  };
  const send = async () => {
    setAsking(false);
    await handIn(a, items, begun, person, await placeNow(undefined));
  };
  const done = items.filter((i) => begun.marks[i.no]).length;
  const score = soFar(items, begun.marks);
  return (
    <div className="task" data-state={waiting ? 'waiting' : a.state}>
      <h1>{a.name}</h1>
      <span className="stage">{t(`scoring.party_${a.party}`)}</span>
      <p className="check-facts">
        {a.title} · {a.address || a.area_name}
        <br />
        {a.state === 'handed-in' ? t('scoring.handedAt', { at: shanghai(a.handed_in, 'short') }) : t('scoring.until', { to: a.to })}
      </p>
      <Pending items={queue.filter((o) => o.task === chainOf(a))} say={(o) => `${o.request?.label ?? ''} · ${t(o.state === 'sending' ? 'mobile.sending' : 'scoring.waiting')}`} />
      {open && <p className="check-apart">{t('scoring.apart')}</p>}
      {items.map((i) => (
        <ItemCard key={i.no} item={i} mark={begun.marks[i.no]} photos={begun.photos[i.no] ?? []} onMark={open ? (m, p) => mark(i.no, m, p) : undefined} />
      ))}
      <div className="check-foot">
        <span>
          {t('scoring.progress', { n: done, all: items.length })} · {t('scoring.score', { n: score.points, all: score.full })}
        </span>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        {open && !asking && (
          <button type="button" className="big" onClick={ask} data-do="hand-in">
            {t('scoring.handIn')}
          </button>
        )}
        {open && asking && (
          <div role="alertdialog" aria-label={t('scoring.handInAsk')}>
            <p>{t('scoring.handInAsk')}</p>
            <div className="sheet-acts">
              <button type="button" className="second" onClick={() => setAsking(false)}>
                {t('mobile.cancel')}
              </button>
              <button type="button" className="big" onClick={() => void send()} data-do="sure">
                {t('scoring.sure')}
              </button>
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
