import { useQuery } from '@tanstack/react-query';
import { riskFormQuery, type RiskChoice, type RiskCounts, type RiskForm } from '@/api/risk';
import { useT, type T } from '@/i18n/desk';
import { risks, RiskTag } from '@/kit/risk-tag';

type Lists = { [K in keyof RiskForm]: RiskForm[K] extends RiskChoice[] ? K : never }[keyof RiskForm];

/** The lists of the server, and the word of a key in one of them. */
export function useRiskWords() {
  const { say } = useT();
  const form = useQuery(riskFormQuery);
  const word = (list: Lists, key: string | undefined) => {
    const found = form.data?.[list].find((c) => c.key === key);
    return found ? say(found.title) : (key ?? '');
  };
  const options = (list: Lists) => (form.data?.[list] ?? []).map((c) => ({ value: c.key, label: say(c.title) }));
  return { form: form.data, word, options };
}

/** A grade; of a point that has none the words say so. */
export function GradeTag({ risk, short }: { risk: string; short?: boolean }) {
  const { t } = useT();
  return risk ? <RiskTag risk={risk} short={short} /> : <span className="tag tag-plain">{t('risk.ungraded')}</span>;
}

/** The level that controls a risk, in the words of the server. */
export function ControlText({ control }: { control: string }) {
  const { word } = useRiskWords();
  return control ? <span>{word('controls', control)}</span> : <span className="faint">–</span>;
}

const tones: Record<string, string> = { overdue: 'red', changed: 'orange', soon: 'yellow', ungraded: 'plain' };

/** What a point wants: an assessment that is overdue, due soon, or under way. */
export function DueTag({ due, pending }: { due: string; pending: boolean }) {
  const { t } = useT();
  const { word } = useRiskWords();
  if (pending) return <span className="tag tag-blue">{t('risk.grading')}</span>;
  if (!due || due === 'ungraded') return <span className="faint">–</span>;
  return <span className={`tag tag-${tones[due] ?? 'plain'}`}>{word('dues', due)}</span>;
}

const all = (c: RiskCounts) => c.red + c.orange + c.yellow + c.blue + c.ungraded;

function inWords(c: RiskCounts, t: T) {
  return [...risks.map((r) => `${t(`kit.${r}`)} ${c[r]}`), ...(c.ungraded > 0 ? [`${t('risk.ungraded')} ${c.ungraded}`] : [])];
}

/** How many points have each colour: a bar, and the same in words. */
export function FourBar({ counts, words = true }: { counts: RiskCounts; words?: boolean }) {
  const { t } = useT();
  const n = all(counts);
  return (
    <div className="four-cell">
      <div className="four-bar" role="img" aria-label={inWords(counts, t).join('，')}>
        {n > 0 && risks.map((r) => counts[r] > 0 && <i key={r} className={r} style={{ width: `${(100 * counts[r]) / n}%` }} />)}
      </div>
      {words && (
        <div className="four-words num">
          {inWords(counts, t).map((w) => (
            <span key={w}>{w}</span>
          ))}
        </div>
      )}
    </div>
  );
}
