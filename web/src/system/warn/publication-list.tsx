import './warn.css';
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { publicationsQuery, type PublicationRow } from '@/api/warn';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** Our own warnings: what waits for me first, then drafts and what stands; or those that are over. */
export function PublicationList() {
  const { t } = useT();
  const [closed, setClosed] = useState(false);
  const all = useQuery(publicationsQuery(closed));
  const mayDraft = useMay('warn.warning.publish');
  return (
    <Panel
      title={t('warn.publications')}
      extra={
        <>
          <Segmented
            size="small"
            value={closed ? 'closed' : 'open'}
            onChange={(v) => setClosed(v === 'closed')}
            options={[
              { value: 'open', label: t('warn.open') },
              { value: 'closed', label: t('warn.closed') },
            ]}
          />{' '}
          {mayDraft && (
            <Link to="/warn/publications/new">
              <Button type="primary" icon={<PlusOutlined aria-hidden />} tabIndex={-1}>
                {t('warn.new')}
              </Button>
            </Link>
          )}
        </>
      }
    >
      <Loaded of={all}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing title={t(closed ? 'warn.noneClosed' : 'warn.none')} hint={mayDraft && !closed ? t('warn.noneHint') : undefined} />
          ) : (
            rows.toSorted((a, b) => Number(b.mine) - Number(a.mine)).map((r) => <Row key={r.id} r={r} />)
          )
        }
      </Loaded>
    </Panel>
  );
}

function Row({ r }: { r: PublicationRow }) {
  const { t, say } = useT();
  return (
    <article className="warn-row" data-publication={r.id}>
      <span>{r.colour && <span className={`tag tag-${r.colour}`}>{say(r.colour_text)}</span>}</span>
      <div>
        <h3>
          <Link to="/warn/publications/$id" params={{ id: r.id }}>
            {r.title}
          </Link>{' '}
          {r.status !== 'Actual' && <span className="tag tag-plain">{t(r.status === 'Exercise' ? 'warn.exercise' : 'warn.test')}</span>}
        </h3>
        <span className="faint">
          {r.area_name} · {r.event_name} · {t('warn.by')} {r.by_name} <TimeText at={r.changed_at} style="minute" />
        </span>
      </div>
      <span>
        {r.mine && <span className="tag tag-orange">{t('warn.mine')}</span>} {say(r.stage_title)}
      </span>
      <span className="num">
        {r.sums ? t('warn.reached', { n: r.sums.states.reached ?? 0, all: r.sums.receivers }) : ''}
        {!r.closed && r.expires && (
          <span className="faint">
            {' '}
            {t('warn.until')} <TimeText at={r.expires} style="minute" />
          </span>
        )}
      </span>
    </article>
  );
}
