import { Table } from 'antd';
import type { AfterClock, AfterTask, AfterView } from '@/api/after';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { TimeText } from '@/kit/time-text';
import { verdictKey } from './out-panel';

/** How limits were kept: tasks of the plan as bars against their limits, and the clocks of law and rules. */
export function LimitsPanel({ v }: { v: AfterView }) {
  const { t, say } = useT();
  const { tasks, clocks, task_score: ts, law_score: ls } = v.facts;
  const words = (s: typeof ts) => `${t('after.score', { met: s.met, missed: s.missed })}${s.missed > 0 ? `，${t('after.worst', { n: s.worst })}` : ''}`;
  return (
    <div className="stack">
      <Panel title={t('after.plot')} extra={<span className="faint">{words(ts)}</span>}>
        {tasks.length === 0 ? <p className="faint">{t('after.noTasks')}</p> : <Plot tasks={tasks} now={v.now} />}
      </Panel>
      <Panel title={t('after.law')} extra={<span className="faint">{words(ls)}</span>}>
        <Table<AfterClock>
          size="small"
          rowKey={(c) => `${c.title.zh}${c.from}`}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: t('after.noClocks') }}
          dataSource={clocks}
          columns={[
            { title: t('after.what'), render: (_, c) => say(c.title) },
            { title: t('after.rule'), render: (_, c) => say(c.rule) || '–' },
            { title: t('after.due'), render: (_, c) => <TimeText at={c.due_at} style="short" /> },
            { title: t('after.done'), render: (_, c) => <TimeText at={c.done_at} style="short" /> },
            { title: t('after.verdict'), render: (_, c) => <Verdict v={c.verdict} minutes={c.minutes} /> },
          ]}
        />
      </Panel>
      {v.facts.missing.length > 0 && (
        <Panel title={t('after.missing')}>
          <ul className="after-plain">
            {v.facts.missing.map((m) => (
              <li key={m.zh}>{say(m)}</li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}

const tones: Record<string, string> = { met: 'after-ok', late: 'overdue', 'open-late': 'overdue' };

/** How a limit was kept, in words, with the minutes. */
export function Verdict({ v, minutes }: { v: string; minutes: number }) {
  const { t } = useT();
  return (
    <span className={tones[v] ?? 'faint'}>
      {t(verdictKey(v))} {v === 'met' && minutes < 0 && <span className="num">{t('after.left', { n: -minutes })}</span>}
      {(v === 'late' || v === 'open-late') && <span className="num">{t('after.by', { n: minutes })}</span>}
    </span>
  );
}

const lineHeight = 30;
const left = 220;
const width = 900;

/** Bars of the time that tasks took, with a line at the limit of each. The table of words beside it says the same. */
function Plot({ tasks, now }: { tasks: AfterTask[]; now: string }) {
  const { t } = useT();
  const at = (s: string | null | undefined) => (s ? Date.parse(s) : NaN);
  const start = Math.min(...tasks.map((x) => at(x.given_at)));
  const ends = tasks.flatMap((x) => [at(x.done_at), at(x.due_at), x.done_at || x.verdict === 'cancelled' ? NaN : at(now)]).filter((n) => Number.isFinite(n));
  const end = Math.max(start + 60_000, ...ends);
  const x = (ms: number) => left + ((ms - start) / (end - start)) * (width - left - 150);
  const height = tasks.length * lineHeight + 8;
  return (
    <figure className="after-plot" tabIndex={0} aria-label={t('after.plot')}>
      <svg viewBox={`0 0 ${width} ${height}`} style={{ minWidth: 640 }} role="img" aria-label={t('after.plotHint')}>
        {tasks.map((task, i) => {
          const y = i * lineHeight + 6;
          const from = x(at(task.given_at));
          const to = x(task.done_at ? at(task.done_at) : task.verdict === 'cancelled' ? at(task.given_at) : at(now));
          const late = task.verdict === 'late' || task.verdict === 'open-late';
          const due = at(task.due_at);
          const words = `${t(verdictKey(task.verdict))}${late ? ` ${t('after.by', { n: task.minutes })}` : ''}`;
          return (
            <g key={task.id} data-bar={task.id}>
              <title>{`${task.title} ${task.who} ${words}`}</title>
              <text x={left - 8} y={y + 14} textAnchor="end" className="after-plot-name">
                {task.title.length > 15 ? `${task.title.slice(0, 14)}…` : task.title}
              </text>
              <rect x={from} y={y} width={Math.max(to - from, 3)} height={18} rx={2} className={late ? 'after-bar-late' : task.done_at ? 'after-bar' : 'after-bar-open'} />
              {Number.isFinite(due) && <line x1={x(due)} x2={x(due)} y1={y - 3} y2={y + 21} className="after-limit" />}
              <text x={Math.max(to, Number.isFinite(due) ? x(due) : 0) + 6} y={y + 14} className="after-plot-word">
                {words}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption className="faint">{t('after.plotHint')}</figcaption>
    </figure>
  );
}
