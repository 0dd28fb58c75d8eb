import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { alarmDraftsQuery, type Publication } from '@/api/warn';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { TimeText } from '@/kit/time-text';

/** The alarms and messages from which a publication comes, and what the office that issued it has done since. */
export function Origin({ p }: { p: Publication }) {
  const { t } = useT();
  const { alarms, messages, cancel } = p.origin;
  if (alarms.length + messages.length === 0) return null;
  return (
    <Panel title={t('warn.origin')}>
      {cancel && <Alert type="error" showIcon title={t('warn.cancelProposed')} />}
      {alarms.length > 0 && (
        <ul className="warn-origin" aria-label={t('warn.fromAlarms')}>
          {alarms.map((a) => (
            <li key={a.alarm}>
              <span className="tag tag-plain">{t('warn.fromAlarms')}</span>{' '}
              <Link to="/monitor/alarms" search={{ open: a.alarm }}>
                {a.title}
              </Link>{' '}
              <TimeText at={a.at} style="minute" />
            </li>
          ))}
        </ul>
      )}
      {messages.length > 0 && (
        <ul className="warn-origin" aria-label={t('warn.fromMessages')}>
          {messages.map((m) => (
            <li key={`${m.sender},${m.identifier},${m.sent}`}>
              <span className="tag tag-plain">{t(`warn.o_${m.outcome}`)}</span> {m.source_name} <span className="faint">{m.identifier}</span> <TimeText at={m.sent} style="minute" />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The drafts that an alarm proposed; nothing when there is none or they may not be seen. */
export function AlarmDrafts({ alarm }: { alarm: string }) {
  const { t, say } = useT();
  const enabled = useMay('warn.warning.read') && alarm !== '';
  const { data } = useQuery({ ...alarmDraftsQuery(alarm), enabled });
  return (data?.items ?? []).map((p) => (
    <p key={p.id} className="row" data-draft={p.id}>
      <span className="faint">{t('warn.ofAlarm')}</span>
      <span className={`tag tag-${p.colour || 'plain'}`}>{say(p.colour_text)}</span>
      <Link to="/warn/publications/$id" params={{ id: p.id }}>
        {p.title}
      </Link>
      <span className="tag tag-plain">{say(p.stage_title)}</span>
    </p>
  ));
}
