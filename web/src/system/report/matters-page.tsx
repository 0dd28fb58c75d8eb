import './report.css';
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { reportedQuery, type ReportedMatter } from '@/api/report';
import { useMay } from '@/app/session';
import { useT, type Key } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { LevelTag } from '@/kit/incident-words';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { BeginDialog } from './begin-dialog';
import { DueChip, useNearness } from './due-chip';

type Search = { area?: string; q?: string; state?: string };

/** 信息报送: what must be told to the upper levels, and in how many minutes. */
export default function MattersPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/report/matters' });
  const set = (next: Search) => void go({ to: '/report/matters', search: { ...f, ...next }, replace: true });
  const closed = f.state === 'closed';
  const list = useQuery(reportedQuery({ area: f.area, q: f.q, open: !closed }));
  const may = useMay('report.matter.handle');
  const [beginning, setBeginning] = useState(false);
  return (
    <>
      <PageHead title={t('report.title')} note={t('report.note')}>
        {may && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} data-do="new-report" onClick={() => setBeginning(true)}>
            {t('report.new')}
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <Segmented
          value={closed ? 'closed' : 'open'}
          onChange={(v) => set({ state: v === 'closed' ? 'closed' : undefined })}
          options={[
            { value: 'open', label: t('report.open') },
            { value: 'closed', label: t('report.closed') },
          ]}
        />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('report.find')} width={180} />
      </div>
      <Panel>
        <Loaded of={list}>
          {(d) => (
            <>
              {d.more && <p className="faint">{t('report.more')}</p>}
              {d.items.length === 0 ? (
                <Nothing title={t('report.none')} hint={t('report.noneHint')} />
              ) : (
                <ul className="reported">
                  {d.items.map((m) => (
                    <MatterRow key={m.id} m={m} near={d.near_minutes} />
                  ))}
                </ul>
              )}
            </>
          )}
        </Loaded>
      </Panel>
      {beginning && <BeginDialog onClose={() => setBeginning(false)} onDone={(id) => void go({ to: '/report/matters/$id', params: { id } })} />}
    </>
  );
}

function MatterRow({ m, near }: { m: ReportedMatter; near: number }) {
  const { t, say } = useT();
  const tone = useNearness(m.next?.due_at, near);
  return (
    <li className={`reported-row reported-${tone}`} data-row={m.id}>
      <span className="reported-due">
        {m.closed ? (
          <TimeText at={m.changed_at} style="minute" />
        ) : m.next ? (
          <DueChip clock={m.next} near={near} />
        ) : (
          <span className="faint">{t('report.noClock')}</span>
        )}
      </span>
      <div className="reported-main">
        <Link to="/report/matters/$id" params={{ id: m.id }}>
          {m.title}
        </Link>
        <div className="row">
          <LevelTag level={m.grade} />
          <span className="tag tag-plain">{say(m.stage_title) || m.stage}</span>
          <span className="faint">{t(`report.sort_${m.sort}` as Key)}</span>
          <span className="faint">{t('report.told', { n: m.told })}</span>
          <span className="faint">{t(m.phoned ? 'report.phoned' : 'report.notPhoned')}</span>
        </div>
        {m.stuck && <div className="overdue">{t('report.stuck', { said: m.stuck })}</div>}
      </div>
      <span className="reported-area faint">{m.area_name || m.area}</span>
    </li>
  );
}
