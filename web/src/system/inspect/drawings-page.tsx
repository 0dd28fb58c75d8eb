import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { PlusOutlined } from '@ant-design/icons';
import { Button, Select, Table } from 'antd';
import { useState } from 'react';
import { drawingsQuery, drawingStates, type Drawing } from '@/api/inspect';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { DrawingDialog } from './drawing-dialog';
import { DrawingTag } from './parts';

type Search = { area?: string; state?: string; q?: string };

/** 双随机抽取: the drawings, the newest first. */
export default function DrawingsPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/inspect/drawings' });
  const set = (next: Search) => void go({ to: '/inspect/drawings', search: { ...f, ...next }, replace: true });
  const list = useQuery(drawingsQuery(f));
  const mayMake = useMay('inspect.drawing.prepare');
  const [making, setMaking] = useState(false);
  return (
    <>
      <PageHead title={t('inspect.title')} note={t('inspect.note')}>
        <Button href="/public/drawings" target="_blank">
          {t('inspect.publicPage')}
        </Button>
        {mayMake && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)} data-do="new">
            {t('inspect.new')}
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <Select
          value={f.state ?? ''}
          onChange={(v) => set({ state: v || undefined })}
          style={{ width: 130 }}
          aria-label={t('inspect.state')}
          options={[{ value: '', label: t('inspect.anyState') }, ...drawingStates.map((s) => ({ value: s, label: t(`inspect.state_${s}`) }))]}
        />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('inspect.find')} />
      </div>
      <Panel>
        <Loaded of={list}>{(d) => (d.items.length === 0 ? <Nothing title={t('inspect.none')} hint={mayMake ? t('inspect.noneHint') : undefined} /> : <Rows rows={d.items} />)}</Loaded>
      </Panel>
      {making && <DrawingDialog onClose={() => setMaking(false)} />}
    </>
  );
}

function Rows({ rows }: { rows: Drawing[] }) {
  const { t } = useT();
  return (
    <div className="in-wide">
      <Table<Drawing>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={rows}
        columns={[
          {
            title: t('inspect.name'),
            render: (_, d) => (
              <Link to="/inspect/drawings/$id" params={{ id: d.id }} data-drawing={d.id} data-state={d.state}>
                {d.title}
              </Link>
            ),
          },
          { title: t('inspect.number'), render: (_, d) => <span className="in-num">{d.number || '–'}</span> },
          { title: t('inspect.area'), dataIndex: 'area_name' },
          { title: t('inspect.state'), render: (_, d) => <DrawingTag state={d.state} /> },
          { title: t('inspect.due'), render: (_, d) => <TimeText at={d.source.due} style="minute" /> },
          { title: t('inspect.made'), dataIndex: 'made_name' },
        ]}
      />
    </div>
  );
}
