import { useId } from 'react';
import type { CheckItem, Mark } from '@/api/fourparty';
import { useT } from '@/i18n/phone';
import type { Photo } from '../outbox';
import { PhotoButton } from '../photo-button';
import { left } from './marks';

type Answer = 'fine' | 'bad' | 'none';
const answers: { answer: Answer; word: 'scoring.fine' | 'scoring.bad' | 'scoring.notApply' }[] = [
  { answer: 'fine', word: 'scoring.fine' },
  { answer: 'bad', word: 'scoring.bad' },
  { answer: 'none', word: 'scoring.notApply' },
];
const answerOf = (m: Mark | undefined): Answer | undefined => (!m ? undefined : m.none ? 'none' : (m.count ?? 0) > 0 ? 'bad' : 'fine');

/** One item: in order, not in order and how often, or does not apply; with words and photographs where they are needed. */
export function ItemCard({ item: i, mark: m, photos, onMark }: { item: CheckItem; mark: Mark | undefined; photos: Photo[]; onMark?: (m: Mark, photos: Photo[]) => void }) {
  const { t } = useT();
  const name = useId();
  const now = answerOf(m);
  const choose = (a: Answer) => onMark?.({ item: i.no, note: m?.note, photos: m?.photos, count: a === 'bad' ? Math.max(1, m?.count ?? 0) : 0, none: a === 'none' }, photos);
  const change = (part: Partial<Mark>) => m && onMark?.({ ...m, ...part }, photos);
  const points = left(i, m);
  const sent = m?.photos?.length ?? 0;
  return (
    <section className={`check-item ${now ?? 'open'}`} data-item={i.no}>
      <p>
        <b className="num">{i.no}</b> {i.title}
      </p>
      <p className="check-facts">
        {i.mode === 'veto' ? t('scoring.veto') : `${t('scoring.full', { n: i.full })} · ${t(i.mode === 'once' ? 'scoring.once' : 'scoring.each', { n: i.off })}`} · {i.document} {i.article}
        {i.evidence && (
          <>
            <br />
            {t('scoring.evidence', { what: i.evidence })}
          </>
        )}
      </p>
      <fieldset className="check-answers" disabled={!onMark}>
        <legend className="check-hidden">
          {i.no} {i.title}
        </legend>
        {answers.map(({ answer, word }) => (
          <label key={answer} className={`check-answer ${now === answer ? 'on' : ''}`}>
            <input type="radio" name={name} checked={now === answer} onChange={() => choose(answer)} data-answer={answer} /> {t(word)}
          </label>
        ))}
      </fieldset>
      {now === 'bad' && i.mode === 'each' && (
        <div className="check-count" role="group" aria-label={t('scoring.count')}>
          <span>{t('scoring.count')}</span>
          <button type="button" className="second" aria-label={t('scoring.less')} disabled={!onMark || (m?.count ?? 0) <= 1} onClick={() => change({ count: (m?.count ?? 1) - 1 })}>
            −
          </button>
          <b className="num" aria-live="polite">
            {m?.count}
          </b>
          <button type="button" className="second" aria-label={t('scoring.more')} disabled={!onMark || (m?.count ?? 0) >= 100} onClick={() => change({ count: (m?.count ?? 0) + 1 })} data-do="more">
            +
          </button>
        </div>
      )}
      {(now === 'bad' || now === 'none') && (
        <label>
          {t(now === 'bad' ? 'scoring.noteBad' : 'scoring.noteNone')}
          <textarea rows={2} maxLength={500} value={m?.note ?? ''} readOnly={!onMark} onChange={(e) => change({ note: e.target.value })} />
        </label>
      )}
      {now === 'bad' && onMark && m && <PhotoButton label={i.photo && photos.length + sent === 0 ? `${t('scoring.photo')} · ${t('scoring.photoNeeded')}` : t('scoring.photo')} onPhotos={(taken) => onMark(m, [...photos, ...taken])} />}
      {photos.length + sent > 0 && (
        <p className="check-facts" role="status">
          {t('scoring.photos', { n: photos.length + sent })}
          {onMark &&
            m &&
            photos.map((p, n) => (
              <button key={p.key} type="button" className="plain" aria-label={t('scoring.removePhoto', { n: n + 1 })} onClick={() => onMark(m, photos.filter((x) => x.key !== p.key))}>
                ✕ {n + 1}
              </button>
            ))}
        </p>
      )}
      {now && points !== undefined && <p className="check-points">{t('scoring.full', { n: points })}</p>}
    </section>
  );
}
