import type { Discretion } from '@/api/casework';
import { useT } from '@/i18n/desk';

/** "12 000" as officials read it: with a thin space every three digits. */
export const amount = (n: number) => Math.round(n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ' ');

/** Fines with how often each occurs, smallest first. */
export function stacked(fines: number[]): { yuan: number; n: number }[] {
  const count = new Map<number, number>();
  for (const f of fines) count.set(f, (count.get(f) ?? 0) + 1);
  return [...count].map(([yuan, n]) => ({ yuan, n })).sort((a, b) => a.yuan - b.yuan);
}

const tallest = 8;

/** The ranges of the law, the grade and the proposal as bars on one axis of money; like cases as dots; this case's amounts as flags. */
export function SpreadPlot({ d }: { d: Discretion }) {
  const { t, say } = useT();
  const fine = d.proposal?.party;
  if (!fine) return null;
  const { statutory, grade, range } = fine;
  const amounts = d.from === 'report' ? d.amounts : [];
  const all = [statutory.min, statutory.max, ...d.fines, ...amounts.map((a) => a.yuan)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const x = (v: number) => `${((v - low) / (high - low || 1)) * 100}%`;
  const dots = stacked(d.fines);
  const most = Math.max(1, ...dots.map((p) => p.n));
  const height = (n: number) => (most <= tallest ? n : Math.max(1, Math.round((n / most) * tallest)));
  const bars = [
    { key: 'law', title: t('discretion.law'), r: statutory },
    { key: 'grade', title: t('discretion.grade'), r: grade },
    { key: 'range', title: t('discretion.range'), r: range },
  ];
  return (
    <figure className="spread" role="img" aria-label={t('discretion.plotLabel', { text: say(d.like.text) })}>
      {bars.map((b) => (
        <div key={b.key} className="spread-row">
          <span className="spread-name">{b.title}</span>
          <span className="spread-track">
            <i className={`spread-bar spread-${b.key}`} style={{ left: x(b.r.min), right: `calc(100% - ${x(b.r.max)})` }} />
          </span>
          <span className="num spread-value">
            {amount(b.r.min)} – {amount(b.r.max)}
          </span>
        </div>
      ))}
      <div className="spread-row spread-likes">
        <span className="spread-name" title={t('discretion.likeHint')}>
          {t('discretion.like', { n: d.like.n })}
        </span>
        <span className="spread-track" style={{ height: 14 + Math.min(most, tallest) * 9 }}>
          {d.like.n > 3 && <i className="spread-box" style={{ left: x(d.like.q1), right: `calc(100% - ${x(d.like.q3)})` }} />}
          {d.like.n > 0 && <i className="spread-median" style={{ left: x(d.like.median) }} />}
          {dots.flatMap((p) =>
            Array.from({ length: height(p.n) }, (_, i) => (
              <i key={`${p.yuan} ${i}`} className="spread-dot" title={t('discretion.times', { yuan: amount(p.yuan), n: p.n })} style={{ left: x(p.yuan), bottom: 4 + i * 9 }} />
            )),
          )}
        </span>
        <span className="num spread-value">{d.like.n > 0 && amount(d.like.median)}</span>
      </div>
      {amounts.map((a, i) => (
        <div key={a.act} className="spread-row">
          <span className="spread-name">{say(a.title)}</span>
          <span className="spread-track spread-flagged">
            <i className={i === amounts.length - 1 ? 'spread-flag spread-last' : 'spread-flag'} style={{ left: x(a.yuan) }} />
          </span>
          <b className="num spread-value">{amount(a.yuan)}</b>
        </div>
      ))}
    </figure>
  );
}
