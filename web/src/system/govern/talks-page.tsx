import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { PlusOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { talksQuery, type Talk } from '@/api/govern';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter, Chips, TextFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';
import { stageCounts } from './board';
import { BoardRow } from './board-parts';

type Search = { area?: string; stage?: string; state?: string; q?: string };

/** 约谈: those that are not closed, by what falls due next, each with what was promised. */
export default function TalksPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/govern/talks' });
  const set = (next: Search) => void go({ to: '/govern/talks', search: { ...f, ...next }, replace: true });
  const closed = f.state === 'closed';
  const talks = useQuery(talksQuery({ area: f.area, q: f.q, closed: closed || undefined }));
  const now = Math.floor(useNow() / 60_000) * 60_000;
  const mayHold = useMay('govern.talk.hold');
  return (
    <>
      <PageHead title={t('govern.talks')} note={t('govern.talksNote')}>
        {mayHold && (
          <Link to="/desk/procedures/$name/new" params={{ name: 'govern.talk' }}>
            <Button type="primary" icon={<PlusOutlined aria-hidden />} tabIndex={-1}>
              {t('govern.newTalk')}
            </Button>
          </Link>
        )}
      </PageHead>
      <div className="filters">
        <Segmented
          value={closed ? 'closed' : 'open'}
          onChange={(v) => set({ state: v === 'closed' ? 'closed' : undefined, stage: undefined })}
          options={[
            { value: 'open', label: t('govern.open') },
            { value: 'closed', label: t('govern.closed') },
          ]}
        />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('govern.find')} width={180} />
        <Chips
          label={t('govern.stages')}
          choices={stageCounts(talks.data?.items ?? []).map((s) => ({ value: s.stage, label: `${say(s.title)} ${s.n}` }))}
          value={f.stage ? [f.stage] : []}
          onChange={(v) => set({ stage: v.at(-1) })}
        />
      </div>
      <Panel>
        <Loaded of={talks}>
          {(d) => (
            <>
              {d.partial && <p className="faint">{t('govern.partial')}</p>}
              <TalkList rows={d.items.filter((x) => !f.stage || x.stage === f.stage)} now={now} />
            </>
          )}
        </Loaded>
      </Panel>
    </>
  );
}

const reasons = ['accident', 'danger', 'overdue', 'appraisal', 'other'] as const;

function TalkList({ rows, now }: { rows: Talk[]; now: number }) {
  const { t } = useT();
  if (rows.length === 0) return <Nothing title={t('govern.noTalks')} hint={t('govern.noMattersHint')} />;
  return (
    <ul className="matters">
      {rows.map((x) => {
        const reason = reasons.find((r) => r === x.reason);
        return (
          <BoardRow
            key={x.id}
            c={x}
            now={now}
            tags={
              <span className="faint">
                {t(`govern.kind_${x.kind}`)}
                {reason && ` · ${t(`govern.reason_${reason}`)}`} · {t('govern.person')} {x.person}
                {x.at && (
                  <>
                    {' · '}
                    {t('govern.at')} <TimeText at={x.at} style="minute" /> {x.place}
                  </>
                )}
              </span>
            }
          >
            <Promises list={x.commitments} />
          </BoardRow>
        );
      })}
    </ul>
  );
}

/** What was promised, each with its day and what became of it. */
function Promises({ list }: { list: Talk['commitments'] }) {
  const { t } = useT();
  if (list.length === 0) return null;
  return (
    <details>
      <summary>{t('govern.commitments', { n: list.length, kept: list.filter((c) => c.state === 'kept').length })}</summary>
      <ul className="promises">
        {list.map((c, i) => (
          <li key={i}>
            {c.text} <span className="faint num">{[c.person, c.due].filter(Boolean).join(' ')}</span> <b className={c.state === 'broken' ? 'overdue' : 'faint'}>{t(c.state === 'kept' ? 'govern.kept' : c.state === 'broken' ? 'govern.broken' : 'govern.running')}</b>
          </li>
        ))}
      </ul>
    </details>
  );
}
