import './after.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { reviewsQuery, type AfterRow } from '@/api/after';
import { useT } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

type Search = { area?: string; q?: string; state?: string };

/** 善后与评估: incidents that were ended, and what of each is still out. */
export default function ReviewsPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/after/reviews' });
  const set = (next: Search) => void go({ to: '/after/reviews', search: { ...f, ...next }, replace: true });
  const all = f.state === 'all';
  const list = useQuery(reviewsQuery({ area: f.area, q: f.q, open: !all }));
  return (
    <>
      <PageHead title={t('after.title')} note={t('after.note')} />
      <div className="filters">
        <Segmented
          value={all ? 'all' : 'open'}
          onChange={(v) => set({ state: v === 'all' ? 'all' : undefined })}
          options={[
            { value: 'open', label: t('after.open') },
            { value: 'all', label: t('after.all') },
          ]}
        />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('after.find')} width={180} />
      </div>
      <Panel>
        <Loaded of={list}>
          {(d) =>
            d.items.length === 0 ? (
              <Nothing title={t('after.none')} hint={t('after.noneHint')} />
            ) : (
              <ul className="after-rows">
                {d.items.map((r) => (
                  <Row key={r.id} r={r} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function Row({ r }: { r: AfterRow }) {
  const { t, say } = useT();
  return (
    <li data-row={r.id}>
      <div className="grow">
        <Link to="/after/reviews/$id" params={{ id: r.id }}>
          {r.title}
        </Link>
        <div className="row">
          <span className="tag tag-blue">{say(r.stage_title)}</span>
          {r.out > 0 && <span className="tag tag-orange">{t('after.out', { n: r.out })}</span>}
          {r.out === 0 && <span className="faint">{t('after.allBack')}</span>}
          {r.number && <span className="num">{r.number}</span>}
        </div>
      </div>
      <span className="faint">
        {r.cleared_at ? (
          <>
            {t('after.cleared')} <TimeText at={r.cleared_at} style="short" />
          </>
        ) : (
          t('after.notCleared')
        )}
      </span>
      <span className="faint">{r.area_name}</span>
    </li>
  );
}
