import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Form, Input, Modal, Segmented, Select, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { visitsQuery, visitStates, type InspectVisit, type VisitState } from '@/api/inspect';
import { useT } from '@/i18n/desk';
import { DayField } from '@/kit/day-field';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { useActing } from '@/kit/use-act';
import { useVisitWord } from './parts';

type Search = { area?: string; state?: string; q?: string; drawing?: string; mine?: string };

/** 检查任务: units that were drawn, to be visited and reported. */
export default function VisitsPage() {
  const { t } = useT();
  const go = useNavigate();
  const word = useVisitWord();
  const f: Search = useSearch({ from: '/inspect/visits' });
  const set = (next: Search) => void go({ to: '/inspect/visits', search: { ...f, ...next }, replace: true });
  const list = useQuery(visitsQuery(f));
  const [open, setOpen] = useState<InspectVisit>();
  return (
    <>
      <PageHead title={t('inspect.visits')} note={t('inspect.visitsNote')} />
      <div className="filters">
        <Select
          value={f.state ?? ''}
          onChange={(v) => set({ state: v || undefined })}
          style={{ width: 130 }}
          aria-label={t('inspect.state')}
          options={[{ value: '', label: t('inspect.anyState') }, ...visitStates.map((s) => ({ value: s, label: word(s) }))]}
        />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('inspect.findUnit')} />
        <Checkbox checked={f.mine === 'yes'} onChange={(e) => set({ mine: e.target.checked ? 'yes' : undefined })}>
          {t('inspect.mine')}
        </Checkbox>
        {f.drawing && <Button onClick={() => set({ drawing: undefined })}>{t('inspect.anyFate')}</Button>}
      </div>
      <Panel>
        <Loaded of={list}>{(d) => (d.items.length === 0 ? <Nothing title={t('inspect.visitsNone')} hint={t('inspect.visitsNoneHint')} /> : <Rows rows={d.items} onOpen={setOpen} />)}</Loaded>
      </Panel>
      {open && <ReportDialog v={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Rows({ rows, onOpen }: { rows: InspectVisit[]; onOpen: (v: InspectVisit) => void }) {
  const { t, say } = useT();
  const word = useVisitWord();
  return (
    <div className="in-wide">
      <Table<InspectVisit>
        size="small"
        rowKey="id"
        pagination={rows.length > 50 ? { defaultPageSize: 50 } : false}
        dataSource={rows}
        columns={[
          {
            title: t('inspect.unit'),
            render: (_, v) => (
              <span data-visit={v.id} data-state={v.state}>
                {v.name}
              </span>
            ),
          },
          { title: t('inspect.area'), dataIndex: 'area_name' },
          { title: t('inspect.sector'), render: (_, v) => say(v.sector_text) || '–' },
          { title: t('inspect.group'), render: (_, v) => v.team.join('、') || t('inspect.noTeam') },
          {
            title: t('inspect.dueDay'),
            render: (_, v) => (
              <span className="in-num">
                {v.due} {v.late && <span className="tag tag-red">{t('inspect.late')}</span>}
              </span>
            ),
          },
          {
            title: t('inspect.state'),
            render: (_, v) => (
              <>
                <span className={v.state === 'to-do' ? 'tag tag-blue' : 'tag tag-plain'}>{word(v.state)}</span> <span className="faint">{[v.day, v.note].filter(Boolean).join(' ')}</span>
              </>
            ),
          },
          {
            title: t('inspect.number'),
            render: (_, v) => (
              <Link className="in-num" to="/inspect/drawings/$id" params={{ id: v.drawing }}>
                {v.number}
              </Link>
            ),
          },
          {
            title: '',
            render: (_, v) =>
              v.own && (
                <Button size="small" onClick={() => onOpen(v)} data-do="report" aria-label={`${t('inspect.report')} ${v.name}`}>
                  {t('inspect.report')}
                </Button>
              ),
          },
        ]}
      />
    </div>
  );
}

function ReportDialog({ v, onClose }: { v: InspectVisit; onClose: () => void }) {
  const { t } = useT();
  const word = useVisitWord();
  const [state, setState] = useState<VisitState>(v.state === 'to-do' ? 'done' : v.state);
  const [form] = Form.useForm<{ day: string; note?: string }>();
  const [busy, act] = useActing('inspect');
  const save = async () => {
    const x = await form.validateFields();
    const sent = { state, revision: v.revision, day: state === 'done' ? x.day : undefined, note: state === 'to-do' ? undefined : x.note };
    if (await act(() => body(api.POST('/api/inspect/visits/{id}', { params: { path: { id: v.id } }, body: sent })), t('inspect.reported'))) onClose();
  };
  return (
    <Modal open title={`${t('inspect.reportTitle')}　${v.name}`} okText={t('inspect.save')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ day: v.day || shanghai(Date.now(), 'day'), note: v.note }}>
        <Form.Item>
          <Segmented value={state} onChange={setState} options={visitStates.filter((s) => s !== 'to-do' || v.state !== 'to-do').map((s) => ({ value: s, label: s === 'to-do' ? t('inspect.again') : word(s) }))} />
        </Form.Item>
        {state === 'done' && (
          <Form.Item name="day" label={t('inspect.visitDay')} rules={[{ required: true }]}>
            <DayField />
          </Form.Item>
        )}
        {state !== 'to-do' && (
          <Form.Item name="note" label={t(state === 'done' ? 'inspect.visitNote' : 'inspect.visitWhy')} rules={[{ required: state === 'impossible' }]}>
            <Input.TextArea rows={3} maxLength={300} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
