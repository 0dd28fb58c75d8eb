import './govern.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { bulletinQuery, bulletinsQuery, type BulletinRow } from '@/api/govern';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { BulletinBody } from './bulletin-body';
import { DayField } from '@/kit/day-field';

type Search = { kind?: string; until?: string; id?: string };
const kinds = ['day', 'week', 'month'] as const;
type Kind = (typeof kinds)[number];

/** 日研判、周调度、月通报: the newest of a kind, and the archive beside it. */
export default function BulletinsPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/govern/bulletins' });
  const kind: Kind = kinds.find((k) => k === f.kind) ?? 'day';
  const set = (next: Search) => void go({ to: '/govern/bulletins', search: { ...f, ...next }, replace: true });
  const list = useQuery(bulletinsQuery(kind, f.until));
  const id = f.id ?? list.data?.items[0]?.id ?? '';
  const one = useQuery(bulletinQuery(id));
  return (
    <>
      <PageHead title={t('govern.bulletins')} note={t('govern.bulletinsNote')}>
        <Segmented<Kind> value={kind} onChange={(v) => set({ kind: v, id: undefined, until: undefined })} options={kinds.map((k) => ({ value: k, label: t(`govern.${k}`) }))} />
      </PageHead>
      <div className="bulletins">
        <Panel
          title={t('govern.archive')}
          extra={<DayField value={f.until} label={t('govern.until')} onChange={(day) => set({ until: day || undefined, id: undefined })} />}
        >
          <Loaded of={list}>{(d) => <Archive rows={d.items} chosen={id} onChoose={(x) => set({ id: x })} />}</Loaded>
        </Panel>
        {id && (
          <Loaded of={one}>
            {(b) => (
              <div className="stack">
                <Panel
                  title={b.title}
                  extra={
                    <span className="row">
                      <span className={b.published ? 'tag tag-plain' : 'tag tag-orange'}>{t(b.published ? 'govern.published' : 'govern.unpublished')}</span>
                      {b.own && (
                        <Link to="/desk/cases/$id" params={{ id: b.id }}>
                          <Button size="small" type={b.published ? 'default' : 'primary'} tabIndex={-1}>
                            {t(b.published ? 'govern.openCase' : 'govern.handle')}
                          </Button>
                        </Link>
                      )}
                    </span>
                  }
                >
                  <p className="faint num">{t('govern.span', { from: b.bulletin.from, to: b.bulletin.to })}</p>
                  <p className="judgement">{b.bulletin.judgement || <span className="faint">{t('govern.noJudgement')}</span>}</p>
                  {b.hidden > 0 && <p className="faint">{t('govern.hidden', { n: b.hidden })}</p>}
                </Panel>
                <BulletinBody b={b} />
              </div>
            )}
          </Loaded>
        )}
      </div>
    </>
  );
}

function Archive({ rows, chosen, onChoose }: { rows: BulletinRow[]; chosen: string; onChoose: (id: string) => void }) {
  const { t } = useT();
  if (rows.length === 0) return <Nothing title={t('govern.noBulletins')} hint={t('govern.noBulletinsHint')} />;
  return (
    <ul className="archive">
      {rows.map((r) => (
        <li key={r.id}>
          <button type="button" className={r.id === chosen ? 'on' : ''} aria-current={r.id === chosen} onClick={() => onChoose(r.id)}>
            <span className="num">{r.day}</span>
            {!r.published && <span className="tag tag-orange">{t('govern.unpublished')}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
