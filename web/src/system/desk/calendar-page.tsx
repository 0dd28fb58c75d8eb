import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, App, Button, Input, Segmented, Table } from 'antd';
import { useMemo, useState } from 'react';
import { calendarQuery, type Calendar, type ClockDay, type CorrectionResult } from '@/api/casework';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { caseMoved, RefusalNote } from '@/kit/act-panel';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { dueText, shanghai } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';

/** 工作日历: which days work by the schedules of the State Council, what was corrected and why, and what a correction moves. */
export default function CalendarPage() {
  const { t } = useT();
  const calendar = useQuery(calendarQuery);
  return (
    <>
      <PageHead title={t('law.calendar')} />
      <Loaded of={calendar}>{(c) => <Sheet c={c} />}</Loaded>
    </>
  );
}

function Sheet({ c }: { c: Calendar }) {
  const { t, say } = useT();
  const now = useNow();
  const years = c.years.map((y) => y.Year);
  const [year, setYear] = useState(() => {
    const this_ = Number(shanghai(now, 'day').slice(0, 4));
    return years.includes(this_) ? this_ : (years.at(-1) ?? this_);
  });
  const shown = c.years.find((y) => y.Year === year);
  return (
    <div className="stack">
      {c.gaps.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={t('law.gaps')}
          description={
            <ul className="missing">
              {c.gaps.map((g) => (
                <li key={g.year}>
                  {say(g.text)} {g.clocks > 0 && <b>{t('law.gapClocks', { n: g.clocks })}</b>}
                </li>
              ))}
            </ul>
          }
        />
      ) : (
        <p className="faint">{t('law.noGaps')}</p>
      )}
      <Panel title={t('law.strip', { y: year })} extra={<Segmented<number> value={year} onChange={setYear} options={years} aria-label={t('law.calendar')} />}>
        <p>
          <b>{t('law.workdays', { n: shown?.Workdays ?? 0 })}</b> <span className="faint">{`${t('law.source')} ${shown?.Source ?? ''}`}</span>
        </p>
        <YearStrip year={year} days={c.days} />
      </Panel>
      <Correct />
      <Panel title={t('law.corrections')}>
        {c.corrections.length === 0 ? (
          <Nothing title={t('law.noCorrections')} />
        ) : (
          <ul className="cards">
            {c.corrections.map((x) => (
              <li key={x.seq} className="card">
                <p className="row">
                  <b>{x.reason}</b> <span className="faint">{x.by}</span> <TimeText at={x.at} style="minute" />
                </p>
                <pre className="calendar-lines">{x.lines}</pre>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}

/** Twelve rows of days: rest days, holidays and make-up days are told apart by colour and by a word. */
function YearStrip({ year, days }: { year: number; days: ClockDay[] }) {
  const { t } = useT();
  const marks = useMemo(() => new Map(days.map((d) => [d.date, d])), [days]);
  return (
    <div className="scroll" role="region" aria-label={t('law.strip', { y: year })} tabIndex={0}>
      <table className="year-strip">
        <tbody>
          {Array.from({ length: 12 }, (_, m) => (
            <tr key={m}>
              <th scope="row" className="num">
                {t('term.monthTitle', { y: year, m: m + 1 })}
              </th>
              {Array.from({ length: new Date(Date.UTC(year, m + 1, 0)).getUTCDate() }, (_d, i) => {
                const at = new Date(Date.UTC(year, m, i + 1));
                const mark = marks.get(at.toISOString().slice(0, 10));
                const weekend = at.getUTCDay() % 6 === 0;
                const kind = mark?.kind ?? (weekend ? 'rest' : 'work');
                const word = kind === 'work' ? '' : t(`term.kind_${kind}`);
                return (
                  <td key={i} className={`strip-${kind}`} title={[at.toISOString().slice(0, 10), word, mark?.name].filter(Boolean).join(' ')}>
                    <span className="num">{i + 1}</span>
                    <small aria-hidden="true">{kind === 'holiday' ? t('term.short_holiday') : kind === 'makeup' ? t('term.short_makeup') : ''}</small>
                    <span className="sr">{[word, mark?.name].filter(Boolean).join(' ')}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** First what a correction moves, then, with a reason, the correction itself. */
function Correct() {
  const { t } = useT();
  const { message } = App.useApp();
  const mayChange = useMay('desk.law.change');
  const [lines, setLines] = useState('');
  const [reason, setReason] = useState('');
  const [seen, setSeen] = useState<CorrectionResult>();
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  if (!mayChange) return <p className="faint">{t('law.mayNot')}</p>;
  const ask = async (apply: boolean) => {
    setMissing(apply && !reason.trim());
    if (apply && !reason.trim()) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      const answer = await body(api.POST('/api/desk/calendar', { body: { lines, reason: reason.trim() || undefined, apply } }));
      if (!apply) return setSeen(answer);
      message.success(t('law.applied'));
      setLines('');
      setReason('');
      setSeen(undefined);
      for (const key of ['calendar', 'rules', 'days']) void queries.invalidateQueries({ queryKey: [key] });
      void caseMoved();
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t('law.correct')}>
      <div className="stack">
        <label htmlFor="calendar-lines">{t('law.lines')}</label>
        <Input.TextArea
          id="calendar-lines"
          rows={4}
          value={lines}
          placeholder={t('law.linesExample')}
          onChange={(e) => {
            setLines(e.target.value);
            setSeen(undefined);
          }}
        />
        <span className="faint">{t('law.linesHint')}</span>
        <div className="row">
          <Button type={seen ? 'default' : 'primary'} loading={busy && !seen} disabled={!lines.trim()} data-do="preview" onClick={() => void ask(false)}>
            {t('law.preview')}
          </Button>
          {!seen && <span className="faint">{t('law.previewFirst')}</span>}
        </div>
        {seen && (
          <>
            <Effect seen={seen} />
            <Input
              value={reason}
              maxLength={500}
              status={missing ? 'error' : undefined}
              aria-label={t('law.reason')}
              placeholder={t('law.reason')}
              onChange={(e) => {
                setReason(e.target.value);
                setMissing(false);
              }}
            />
            {missing && (
              <span role="alert" className="overdue">
                {t('law.reasonMissing')}
              </span>
            )}
            <div>
              <Button type="primary" danger loading={busy} data-do="apply" onClick={() => void ask(true)}>
                {t('law.apply')}
              </Button>
            </div>
          </>
        )}
        {refusal !== undefined && <RefusalNote error={refusal} />}
      </div>
    </Panel>
  );
}

function Effect({ seen }: { seen: CorrectionResult }) {
  const { t, say } = useT();
  return (
    <>
      <p>
        <b>{t('law.changedDays')}</b>{' '}
        {seen.days.map((d) => (
          <span key={d.date} className="tag tag-plain num">
            {d.date} {t(d.kind === 'work' ? 'term.unit_workingDays' : `term.kind_${d.kind}`)} {d.name}
          </span>
        ))}
      </p>
      {seen.shifts.length === 0 ? (
        <p className="faint">{t('law.noShifts')}</p>
      ) : (
        <>
          <b>{t('law.shifts', { n: seen.shifts.length })}</b>
          <Table
            size="small"
            rowKey={(s) => `${s.case} ${s.clock} ${s.n}`}
            pagination={seen.shifts.length > 50 ? { pageSize: 50 } : false}
            dataSource={seen.shifts}
            scroll={{ x: 'max-content' }}
            columns={[
              {
                title: t('casework.caseTitle'),
                render: (_, s) => (
                  <Link to="/desk/cases/$id" params={{ id: s.case }} search={{ tab: 'clocks' }} target="_blank">
                    {s.case_title}
                  </Link>
                ),
              },
              { title: t('flow.clock'), render: (_, s) => say(s.title) },
              { title: t('law.was'), render: (_, s) => <span className="num">{dueText(s.was)}</span> },
              { title: t('law.is'), render: (_, s) => <b className="num">{dueText(s.is)}</b> },
              { title: '', render: (_, s) => (s.certain ? t('law.nowCertain') : '') },
            ]}
          />
        </>
      )}
    </>
  );
}
