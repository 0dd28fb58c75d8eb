import './after.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { reviewQuery, type AfterView } from '@/api/after';
import { useT } from '@/i18n/desk';
import { ActPanel, perform } from '@/kit/act-panel';
import { LevelTag } from '@/kit/incident-words';
import { Loaded } from '@/kit/states';
import { TabBar } from '@/kit/tab-bar';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { ActDialog, actOf } from './act-dialog';
import { CostsPanel } from './costs-panel';
import { FindingsPanel } from './findings-panel';
import { LimitsPanel } from './limits-panel';
import { OutPanel } from './out-panel';
import { ReportPanel } from './report-panel';

/** Acts that have a place of their own on the page. */
const elsewhere = ['all-clear', 'measure', 'lift', 'release', 'cost', 'correct-cost', 'reckon', 'finding', 'write', 'submit', 'draft'];

/** The follow-up of one incident: what is still out, how limits were kept, what it cost, the report and its findings. */
export default function ReviewPage() {
  const { id } = useParams({ from: '/after/reviews/$id' });
  const one = useQuery(reviewQuery(id));
  return <Loaded of={one}>{(v) => <Review key={v.id} v={v} />}</Loaded>;
}

function Review({ v }: { v: AfterView }) {
  const { t } = useT();
  const go = useNavigate();
  const { tab } = useSearch({ from: '/after/reviews/$id' });
  return (
    <div className="after-review">
      <Head v={v} />
      {v.dangers.length > 0 && (
        <Alert
          type="error"
          showIcon
          data-part="danger"
          title={t('after.danger')}
          description={
            <>
              <ul className="after-plain">
                {v.dangers.map((d, i) => (
                  <Danger key={i} d={d} />
                ))}
              </ul>
              {t('after.dangerHint')}
            </>
          }
        />
      )}
      <TabBar
        label={t('after.title')}
        active={tab ?? (v.stage === 'drafting' || v.stage === 'approval' ? 'report' : v.stage === 'mending' ? 'findings' : 'out')}
        onChange={(key) => void go({ to: '/after/reviews/$id', params: { id: v.id }, search: { tab: key }, replace: true })}
        items={[
          { key: 'out', label: t('after.tab_out'), count: v.still_out.total, children: <OutPanel v={v} /> },
          { key: 'limits', label: t('after.tab_limits'), count: v.facts.task_score.missed + v.facts.law_score.missed, children: <LimitsPanel v={v} /> },
          { key: 'costs', label: t('after.tab_costs'), count: v.costs.unpriced, children: <CostsPanel v={v} /> },
          { key: 'report', label: t('after.tab_report'), children: <ReportPanel v={v} /> },
          { key: 'findings', label: t('after.tab_findings'), count: v.findings.filter((f) => !f.closed).length, children: <FindingsPanel v={v} /> },
        ]}
      />
    </div>
  );
}

function Danger({ d }: { d: AfterView['dangers'][number] }) {
  const { say } = useT();
  return (
    <li>
      {say(d.text)} <span className="faint">{say(d.source)}</span>
    </li>
  );
}

function Head({ v }: { v: AfterView }) {
  const { t, say } = useT();
  const go = useNavigate();
  const [busy, doing] = useActing('cases');
  const [clearing, setClearing] = useState(false);
  const clear = actOf(v.acts, 'all-clear');
  const draft = actOf(v.acts, 'draft');
  const acts = v.acts.filter((a) => !elsewhere.includes(a.act));
  return (
    <header className="after-head">
      <div className="grow">
        <div className="row">
          <LevelTag level={v.facts.incident.level} />
          <h1>{v.title}</h1>
          <span className="tag tag-blue" data-stage={v.stage}>
            {say(v.stage_title)}
          </span>
        </div>
        <div className="row faint">
          <span>{v.area_name}</span>
          <span>
            {v.data.cleared_at ? (
              <>
                {t('after.cleared')} <TimeText at={v.data.cleared_at} style="short" /> {v.data.cleared_by}
              </>
            ) : (
              t('after.notCleared')
            )}
          </span>
          <Link to="/command/incidents/$id" params={{ id: v.incident }}>
            {t('after.incident')}
          </Link>
          <Link to="/desk/cases/$id" params={{ id: v.id }}>
            {t('after.caseFile')}
          </Link>
        </div>
        {v.data.reason && <p className="summary">{[v.data.reason, v.data.despite, v.data.watch].filter(Boolean).join('；')}</p>}
      </div>
      <div className="row next">
        {clear && (
          <Button type="primary" data-act="all-clear" onClick={() => setClearing(true)}>
            {say(clear.title)}
          </Button>
        )}
        {acts.length > 0 && <ActPanel caseId={v.id} acts={acts} revision={v.revision} quiet={!!clear} />}
        {draft && (
          <Button
            type={v.stage === 'recovery' ? 'primary' : 'default'}
            loading={busy}
            data-act="draft"
            onClick={() =>
              void doing(() => perform(v.id, 'draft', {}, v.revision)).then((ok) => {
                if (ok) void go({ to: '/after/reviews/$id', params: { id: v.id }, search: { tab: 'report' }, replace: true });
              })
            }
          >
            {say(draft.title)}
          </Button>
        )}
      </div>
      {clearing && clear && <ActDialog caseId={v.id} act={clear} initial={{ at: v.now }} onClose={() => setClearing(false)} />}
    </header>
  );
}
