import type { PlanView } from '@/api/plan';
import { useT, type Key } from '@/i18n/desk';
import { Nothing } from '@/kit/states';

const tiers: ['chief' | 'site' | 'unit', Key][] = [['chief', 'plan.chief'], ['site', 'plan.onsite'], ['unit', 'plan.units']];

/** The organisation by its three tiers, each group with who leads it now. */
export function Organisation({ v }: { v: PlanView }) {
  const { t } = useT();
  const groups = v.plan.groups ?? [];
  if (groups.length === 0) return <Nothing />;
  const roles = new Map((v.plan.roles ?? []).map((r) => [r.id, r]));
  const holders = new Map(v.holders.map((h) => [h.role, h.name]));
  return (
    <div className="plan-tiers">
      {tiers.map(([tier, key]) => (
        <section key={tier} className="plan-tier">
          <h3>{t(key)}</h3>
          <div className="plan-boxes">
            {groups.filter((g) => (g.tier as string) === tier).map((g) => (
              <div key={g.id} className={`plan-box ${tier}`}>
                <b>{g.title}</b>
                {(v.plan.roles ?? []).filter((r) => r.group === g.id).map((r) => (
                  <span key={r.id}>
                    {r.title}：{holders.get(r.id) ? holders.get(r.id) : <span className="nobody">{t('plan.nobody')}</span>}
                  </span>
                ))}
                {g.lead && !roles.has(g.lead) && <span className="nobody">{t('plan.nobody')}</span>}
                {(g.members?.length ?? 0) > 0 && <span className="faint">{g.members!.join('、')}</span>}
                {g.level && <span className="faint">{t('plan.from')} {g.level}</span>}
                {g.duty && <span className="faint">{g.duty}</span>}
              </div>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
