import type { AreaScore, Indicator } from '@/api/govern';
import { useT } from '@/i18n/desk';
import { places, pointsText } from './score';

/** The areas by their score: one bar each, made of the points of every indicator in its own shade. */
export function ScoreBars({ scores, indicators, chosen, onChoose }: { scores: AreaScore[]; indicators: Indicator[]; chosen?: string; onChoose: (area?: string) => void }) {
  const { say } = useT();
  const place = places(scores.map((s) => s.total));
  return (
    <>
      <p className="score-legend">
        {indicators.map((i, k) => (
          <span key={i.name}>
            <i className={`shade-${k}`} aria-hidden="true" /> {say(i.title)}
          </span>
        ))}
      </p>
      <ol className="scores">
        {scores.map((s, i) => (
          <li key={s.area}>
            <button type="button" className={s.area === chosen ? 'score on' : 'score'} aria-pressed={s.area === chosen} onClick={() => onChoose(s.area === chosen ? undefined : s.area)} data-area={s.area}>
              <span className="num score-place">{place[i]}</span>
              <span className="clip">{s.area_name}</span>
              <span className="score-rail" aria-hidden="true">
                {(s.parts ?? []).map((p) => (
                  <i key={p.name} className={`shade-${indicators.findIndex((x) => x.name === p.name)}`} style={{ width: `${p.points / 1000}%` }} title={`${say(indicators.find((x) => x.name === p.name)?.title)} ${pointsText(p.points)}`} />
                ))}
              </span>
              <b className="num">{pointsText(s.total)}</b>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
