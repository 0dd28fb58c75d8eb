import { Link } from '@tanstack/react-router';
import type { Defect, PlanItem } from '@/api/plan';
import { useT, type Key } from '@/i18n/desk';
import { Nothing } from '@/kit/states';

const states: Record<string, Key> = { issued: 'plan.issued', draft: 'plan.draft', submitted: 'plan.submitted', superseded: 'plan.superseded', withdrawn: 'plan.withdrawn' };

/** A word for the state of a version. */
export function StateTag({ state }: { state: string }) {
  const { t } = useT();
  return <span className={`tag ${state === 'issued' ? 'tag-blue' : 'tag-plain'}`}>{t(states[state] ?? 'plan.draft')}</span>;
}

/** What the linter says of a plan: the worst by colour and word, with its number. */
export function LintBadge({ p }: { p: Pick<PlanItem, 'stoppers' | 'defects'> }) {
  const { t } = useT();
  if (p.stoppers > 0) return <span className="tag tag-red">{t('plan.stopper')} {p.stoppers}</span>;
  if (p.defects > 0) return <span className="tag tag-yellow">{t('plan.soon')} {p.defects}</span>;
  return <span className="faint">{t('plan.fine')}</span>;
}

/** Defects one by one: what, how to mend it, and where. */
export function DefectList({ items, named }: { items: Defect[]; named?: boolean }) {
  const { t, say } = useT();
  if (items.length === 0) return <Nothing title={t('plan.noDefects')} />;
  return (
    <ul className="plan-defects">
      {items.map((d) => (
        <li key={d.id}>
          <span className={`tag ${d.stopper ? 'tag-red' : 'tag-yellow'}`}>{t(d.stopper ? 'plan.stopper' : 'plan.soon')}</span>
          <div>
            {named && (
              <p>
                <Link to="/command/plans/$code" params={{ code: d.plan }}>
                  <b>{d.title}</b>
                </Link>{' '}
                <span className="faint num">{d.plan}</span>
              </p>
            )}
            <p>{say(d.text)}</p>
            <p className="faint">{say(d.mend)}</p>
          </div>
          <a href={d.link}>{t('plan.goMend')}</a>
        </li>
      ))}
    </ul>
  );
}
