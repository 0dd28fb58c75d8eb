import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { AfterFinding, AfterView } from '@/api/after';
import { useT, type Key } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Nothing } from '@/kit/states';
import { ActDialog, actOf } from './act-dialog';

/** What went wrong, who mends it and until when. */
export function FindingsPanel({ v }: { v: AfterView }) {
  const { t } = useT();
  const [adding, setAdding] = useState(false);
  const add = actOf(v.acts, 'finding');
  return (
    <Panel
      title={t('after.tab_findings')}
      extra={
        add && (
          <Button size="small" type="primary" data-do="finding" onClick={() => setAdding(true)}>
            {t('after.finding')}
          </Button>
        )
      }
    >
      <FindingList list={v.findings} />
      {adding && add && <ActDialog caseId={v.id} act={add} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

const tones: Record<string, string> = { high: 'tag-red', medium: 'tag-orange' };

/** Findings one by one; each leads to its case. */
export function FindingList({ list }: { list: AfterFinding[] }) {
  const { t, say } = useT();
  if (list.length === 0) return <Nothing title={t('after.noFindings')} />;
  return (
    <ul className="after-rows">
      {list.map((f) => (
        <li key={f.id} data-finding={f.id}>
          <span className={`tag ${tones[f.finding.severity] ?? 'tag-plain'}`}>{t(`after.s_${f.finding.severity}` as Key)}</span>
          <div className="grow">
            <Link to="/desk/cases/$id" params={{ id: f.id }}>
              {f.title}
            </Link>
            <div className="row faint">
              <span>{t(`after.f_${f.finding.kind}` as Key)}</span>
              <span>
                {t('after.owner')} {f.owner}
              </span>
              <span className={f.late ? 'overdue' : ''}>
                {t('after.term')} {f.finding.due} {f.late && t('after.late')}
              </span>
              {f.finding.plan && (
                <Link to="/command/plans/$code" params={{ code: f.finding.plan }}>
                  {t('after.onPlan')} {f.finding.plan}
                </Link>
              )}
              {f.finding.settled && <span>{f.finding.settled}</span>}
            </div>
          </div>
          <span className="tag tag-plain" data-finding-stage={f.stage}>
            {say(f.stage_title)}
          </span>
        </li>
      ))}
    </ul>
  );
}
