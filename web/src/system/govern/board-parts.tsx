import './govern.css';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Matter } from '@/api/govern';
import { useT } from '@/i18n/desk';
import { TimeText, Countdown } from '@/kit/time-text';
import { dueOf } from '@/system/desk/due';
import { nearOf, type Standing } from './board';

type Listed = Standing & Pick<Matter, 'id' | 'title' | 'area_name' | 'stage_title' | 'signing' | 'assignee_name' | 'changed_at'>;

/** One case of a board: when it is due on the left, what it is in the middle, who answers on the right. */
export function BoardRow({ c, now, asked, tags, note, children }: { c: Listed; now: number; /** Somebody must answer for it. */ asked?: boolean; tags?: ReactNode; note?: ReactNode; children?: ReactNode }) {
  const { t, say } = useT();
  const near = nearOf(c, now);
  return (
    <li className={`matter matter-${near}`} data-row={c.id}>
      <span className="matter-due">
        {c.closed ? (
          <TimeText at={c.changed_at} style="minute" />
        ) : (
          <>
            {dueOf(c.due_at) !== undefined && <Countdown at={c.due_at} />}
            {near === 'over' && <b className="overdue">{t('govern.late')}</b>}
            {near === 'soon' && <b>{t('govern.soon')}</b>}
          </>
        )}
        {note && <span className="faint">{note}</span>}
      </span>
      <div className="matter-main">
        <Link to="/desk/cases/$id" params={{ id: c.id }}>
          {c.title}
        </Link>
        <div className="row">
          <span className="tag tag-plain">{say(c.stage_title) || c.stage}</span>
          {c.signing && <span className="tag tag-blue">{t('govern.signing')}</span>}
          {tags}
        </div>
        {children}
      </div>
      <span className="matter-who">
        <span>{c.area_name || c.area}</span>
        {(c.assignee_name || asked) && (
          <span className="faint">
            {t('govern.answerer')} {c.assignee_name || t('govern.nobody')}
          </span>
        )}
      </span>
    </li>
  );
}
