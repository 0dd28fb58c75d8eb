import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented, Space, Table } from 'antd';
import { useState } from 'react';
import { findingsQuery, formsQuery, postsQuery, type Post, type PostFilter } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { TextFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { FaultList } from './fault-list';
import { EndDialog, HandOverDialog, PostDialog, PostHistory } from './post-dialogs';
import { MatterSelect } from './who-parts';
import { DayField } from '@/kit/day-field';

type Search = { area?: string; matter?: string; line?: string; q?: string; on?: string; open?: string };
const lines = ['territory', 'sector', 'enterprise'] as const;
type Dialog = { what: 'new' } | { what: 'correct' | 'over' | 'end'; post: Post };

/** 责任岗位: who holds which post, by area, line and matter, with what is wrong there beside it. */
export default function PostsPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/duty/posts' });
  const set = (next: Search) => void go({ to: '/duty/posts', search: { ...f, ...next }, replace: true });
  const filter: PostFilter = { area: f.area || undefined, matter: f.matter || undefined, line: (f.line || undefined) as PostFilter['line'], q: f.q || undefined, on: f.on || undefined };
  const posts = useQuery(postsQuery(filter));
  const faults = useQuery(findingsQuery(f.area || undefined));
  const forms = useQuery(formsQuery);
  const mayKeep = useMay('duty.post.keep');
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  return (
    <>
      <PageHead title={t('duty.posts')} note={posts.data && t('duty.total', { n: posts.data.total })}>
        {mayKeep && (
          <Button type="primary" onClick={() => setDialog({ what: 'new' })}>
            {t('duty.appoint')}
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <AreaSelect value={f.area} onChange={(area) => set({ area })} />
        <Segmented
          value={f.line ?? ''}
          onChange={(line) => set({ line: line || undefined })}
          options={[{ value: '', label: t('duty.allKinds') }, ...lines.map((value) => ({ value, label: say(forms.data?.lines[value]) }))]}
        />
        <MatterSelect all value={f.matter ?? ''} onChange={(matter) => set({ matter: matter || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(q) => set({ q: q || undefined })} hint={t('duty.choosePerson')} />
        <DayField value={f.on} onChange={(day) => set({ on: day || undefined })} label={t('duty.on')} />
      </div>
      <div className="posts-grid">
        <Panel>
          <Loaded of={posts}>
            {(p) => (p.items.length ? <Posts rows={p.items} keep={mayKeep} onAct={setDialog} /> : <Nothing title={t('duty.postsNone')} />)}
          </Loaded>
        </Panel>
        <Panel title={t('duty.findings')} extra={faults.data && <b className="num">{faults.data.total}</b>}>
          <Loaded of={faults}>{(x) => <FaultList list={x.items.slice(0, 30)} />}</Loaded>
        </Panel>
      </div>
      {dialog?.what === 'new' && <PostDialog start={{ area: f.area ?? '', matter: f.matter ?? 'safety' }} onClose={close} />}
      {dialog?.what === 'correct' && <PostDialog post={dialog.post} onClose={close} />}
      {dialog?.what === 'over' && <HandOverDialog post={dialog.post} onClose={close} />}
      {dialog?.what === 'end' && <EndDialog post={dialog.post} onClose={close} />}
    </>
  );
}

function Posts({ rows, keep, onAct }: { rows: Post[]; keep: boolean; onAct: (d: Dialog) => void }) {
  const { t, say } = useT();
  const forms = useQuery(formsQuery);
  const matter = (code: string) => say(forms.data?.matters.find((m) => m.code === code)?.title) || code;
  const role = (name: string) => say(forms.data?.roles.find((r) => r.name === name)?.title) || name;
  return (
    <Table<Post>
      size="small"
      rowKey="id"
      dataSource={rows}
      pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      expandable={{ expandedRowRender: (p) => <PostHistory id={p.id} /> }}
      columns={[
        { title: t('duty.inArea'), render: (_, p) => p.area_name },
        { title: t('duty.matter'), render: (_, p) => matter(p.matter) },
        { title: t('duty.line'), render: (_, p) => say(forms.data?.lines[p.line]) },
        { title: t('duty.post'), render: (_, p) => <span title={role(p.role)}>{p.title}</span> },
        {
          title: t('duty.person'),
          render: (_, p) => (
            <>
              <b>{p.who.name}</b> {!p.who.has_phone && <span className="tag fault-gap">{t('duty.noPhone')}</span>}
            </>
          ),
        },
        {
          title: t('duty.term'),
          render: (_, p) => (
            <span className="num">
              {p.from} – {p.to || t('duty.open')}
            </span>
          ),
        },
        { title: t('duty.document'), render: (_, p) => <small>{p.doc_number}</small> },
        ...(keep
          ? [
              {
                title: '',
                fixed: 'right' as const,
                render: (_: unknown, p: Post) => (
                  <Space size={4}>
                    <Button size="small" onClick={() => onAct({ what: 'over', post: p })}>
                      {t('duty.handOver')}
                    </Button>
                    <Button size="small" type="text" onClick={() => onAct({ what: 'correct', post: p })}>
                      {t('duty.correct')}
                    </Button>
                    <Button size="small" type="text" danger onClick={() => onAct({ what: 'end', post: p })}>
                      {t('duty.end')}
                    </Button>
                  </Space>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
