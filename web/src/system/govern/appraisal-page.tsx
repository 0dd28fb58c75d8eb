import './govern.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { appraisalQuery, appraisalsQuery, weightsQuery, type AppraisalView } from '@/api/govern';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { SidePanel } from '@/kit/side-panel';
import { Loaded, Nothing } from '@/kit/states';
import { ScoreBars } from './score-bars';
import { Working } from './working';

type Search = { id?: string; area?: string };

/** 考核: how the areas did in a month, each score down to the records that cost points. */
export default function AppraisalPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/govern/appraisal' });
  const set = (next: Search) => void go({ to: '/govern/appraisal', search: { ...f, ...next }, replace: true });
  const months = useQuery(appraisalsQuery);
  const id = f.id ?? months.data?.items[0]?.id ?? '';
  const one = useQuery(appraisalQuery(id));
  return (
    <>
      <PageHead title={t('govern.appraisal')} note={t('govern.appraisalNote')}>
        <Select
          value={id || undefined}
          aria-label={t('govern.chooseMonth')}
          style={{ width: 190 }}
          onChange={(v) => set({ id: v, area: undefined })}
          options={(months.data?.items ?? []).map((m) => ({ value: m.id, label: `${m.month} ${t(m.published ? 'govern.published' : 'govern.openObjections')}` }))}
        />
      </PageHead>
      <Loaded of={months}>
        {(d) =>
          d.items.length === 0 ? (
            <Nothing title={t('govern.noAppraisals')} hint={t('govern.noAppraisalsHint')} />
          ) : (
            <Loaded of={one}>
              {(v) => (
                <div className="stack">
                  <Month v={v} area={f.area} onArea={(area) => set({ area })} />
                </div>
              )}
            </Loaded>
          )
        }
      </Loaded>
    </>
  );
}

function Month({ v, area, onArea }: { v: AppraisalView; area?: string; onArea: (area?: string) => void }) {
  const { t } = useT();
  const scores = v.appraisal.scores ?? [];
  const score = scores.find((s) => s.area === area);
  return (
    <>
      <Panel
        title={`${v.month} ${t('govern.scores')}`}
        extra={
          <span className="row">
            <span className={v.published ? 'tag tag-plain' : 'tag tag-orange'}>{t(v.published ? 'govern.published' : 'govern.openObjections')}</span>
            {v.own && (
              <Link to="/desk/cases/$id" params={{ id: v.id }}>
                <Button size="small" tabIndex={-1}>
                  {t(v.published ? 'govern.openCase' : 'govern.answerPublish')}
                </Button>
              </Link>
            )}
          </span>
        }
      >
        <p className="faint">
          {t('govern.span', { from: v.appraisal.from, to: v.appraisal.to })} · {v.appraisal.version} · {t('govern.scoreHint')}
        </p>
        <ScoreBars scores={scores} indicators={v.indicators} chosen={area} onChoose={onArea} />
      </Panel>
      <Objections v={v} />
      <WeightsPanel />
      {score && (
        <SidePanel open width={560} title={`${score.area_name} ${t('govern.working')}`} onClose={() => onArea(undefined)}>
          <Working id={v.id} score={score} indicators={v.indicators} mayObject={v.mine.includes(score.area)} />
        </SidePanel>
      )}
    </>
  );
}

function Objections({ v }: { v: AppraisalView }) {
  const { t, say } = useT();
  const list = v.appraisal.objections ?? [];
  if (list.length === 0) return null;
  return (
    <Panel title={t('govern.objections')}>
      <ol className="agenda">
        {list.map((o, i) => (
          <li key={i}>
            <b>
              {o.area_name} · {say(v.indicators.find((x) => x.name === o.indicator)?.title)}
            </b>{' '}
            <span className="faint">
              {o.by} {o.on}
            </span>
            <div>{o.reason}</div>
            <div>
              <span className={o.answered ? 'tag tag-plain' : 'tag tag-orange'}>{t(!o.answered ? 'govern.waiting' : o.accepted ? 'govern.accepted' : 'govern.refused')}</span> {o.answer}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The weights in force, with the formula and source of each indicator. */
function WeightsPanel() {
  const { t, say } = useT();
  const weights = useQuery(weightsQuery);
  const may = useMay('govern.weights.propose');
  return (
    <Panel
      title={t('govern.weights')}
      extra={
        may && (
          <Link to="/desk/procedures/$name/new" params={{ name: 'govern.weights' }}>
            <Button size="small" tabIndex={-1}>
              {t('govern.newWeights')}
            </Button>
          </Link>
        )
      }
    >
      <Loaded of={weights}>
        {(w) => (
          <>
            <p className="faint">{w.versions[0] && t('govern.inForce', { title: w.versions[0].title, from: w.versions[0].from })}</p>
            <ul className="promises">
              {(w.versions[0]?.items ?? []).map((x) => {
                const i = w.indicators.find((k) => k.name === x.name);
                return (
                  <li key={x.name}>
                    <b>
                      {say(i?.title)} {x.weight}%
                    </b>{' '}
                    {say(i?.rule)} <span className="faint">{say(i?.source)}</span>
                  </li>
                );
              })}
            </ul>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
