import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Checkbox, Form, Input, Modal, Select, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { credits, fates, unitsQuery, type Credit, type DrawingView, type PoolUnit } from '@/api/inspect';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { TextFilter } from '@/kit/filters';
import { Panel } from '@/kit/page';
import { ReasonDialog } from '@/kit/reason-dialog';
import { Loaded } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { useFate } from './parts';

type Search = { credit?: string; fate?: string; rated?: string; q?: string };

/** The units of a list, with filters; of a draft some can be left out, taken in again, or given a class. */
export function UnitsPanel({ d }: { d: DrawingView }) {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/inspect/drawings/$id' });
  const set = (next: Search) => void go({ to: '/inspect/drawings/$id', params: { id: d.id }, search: { ...f, ...next }, replace: true });
  const list = useQuery(unitsQuery(d.id, d.revision, f));
  const drawn = d.state === 'drawn' || d.state === 'published';
  return (
    <Panel title={t('inspect.units')}>
      <div className="filters">
        <Select value={f.credit ?? ''} onChange={(v) => set({ credit: v || undefined })} style={{ width: 120 }} aria-label={t('inspect.class')} options={[{ value: '', label: t('inspect.anyCredit') }, ...credits.map((c) => ({ value: c, label: c }))]} />
        <Select
          value={f.fate ?? ''}
          onChange={(v) => set({ fate: v || undefined })}
          style={{ width: 140 }}
          aria-label={t('inspect.fate')}
          options={[{ value: '', label: t('inspect.anyFate') }, ...fates.filter((x) => drawn || x !== 'drawn').map((x) => ({ value: x, label: t(x === 'pool' && drawn ? 'inspect.fate_poolDrawn' : `inspect.fate_${x}`) }))]}
        />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('inspect.findUnit')} />
      </div>
      <Loaded of={list}>{(l) => <Units d={d} rows={l.items} more={l.more} drawn={drawn} />}</Loaded>
    </Panel>
  );
}

function Units({ d, rows, more, drawn }: { d: DrawingView; rows: PoolUnit[]; more: number; drawn: boolean }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const fate = useFate(drawn);
  const mayClass = useMay('inspect.class.set');
  const [chosen, setChosen] = useState<string[]>([]);
  const [asking, setAsking] = useState<'out' | 'class'>();
  const [busy, act] = useActing('inspect');
  const params = { path: { id: d.id } };
  const include = (elements: string[]) => act(() => body(api.POST('/api/inspect/drawings/{id}/include', { params, body: { elements } })), t('inspect.undone'));
  const exclude = async (reason: string) => {
    const elements = chosen;
    const n = elements.length;
    const done = await act(() => body(api.POST('/api/inspect/drawings/{id}/exclude', { params, body: { elements, reason } })), t('inspect.excluded', { n }));
    if (!done) return false;
    setChosen([]);
    message.open({
      type: 'info',
      duration: 8,
      content: (
        <Button type="link" onClick={() => void include(elements)} data-do="undo">
          {t('inspect.undo')}
        </Button>
      ),
    });
    return true;
  };
  const out = rows.filter((r) => chosen.includes(r.element) && r.fate === 'excluded').map((r) => r.element);
  return (
    <>
      {d.change.ok && (
        <div className="in-picked">
          <span>{t('inspect.chosen', { n: chosen.length })}</span>
          <Button disabled={chosen.length === 0} onClick={() => setAsking('out')} data-do="exclude">
            {t('inspect.exclude')}
          </Button>
          <Button disabled={out.length === 0} loading={busy} onClick={() => void include(out).then((ok) => ok && setChosen([]))} data-do="include">
            {t('inspect.include')}
          </Button>
          {mayClass && (
            <Button disabled={chosen.length === 0} onClick={() => setAsking('class')}>
              {t('inspect.setClass')}
            </Button>
          )}
        </div>
      )}
      <div className="in-wide">
        <Table<PoolUnit>
          size="small"
          rowKey="element"
          dataSource={rows}
          pagination={{ defaultPageSize: 20, showSizeChanger: true, hideOnSinglePage: rows.length <= 10 }}
          rowSelection={d.change.ok ? { selectedRowKeys: chosen, onChange: (keys) => setChosen(keys.map(String)), getCheckboxProps: (u) => ({ 'aria-label': u.name }) as object } : undefined}
          columns={[
            { title: t('inspect.unit'), render: (_, u) => <span data-unit={u.element}>{u.name}</span> },
            { title: t('inspect.area'), dataIndex: 'area_name' },
            { title: t('inspect.sector'), render: (_, u) => say(u.sector_text) || '–' },
            {
              title: t('inspect.class'),
              render: (_, u) => (
                <>
                  <b>{u.credit}</b> {!u.rated && <span className="faint">{t('inspect.unratedMark')}</span>} {u.key && <span className="tag tag-plain">{t('inspect.keyMark')}</span>}
                </>
              ),
            },
            { title: t('inspect.visitsYear'), align: 'right', dataIndex: 'visits' },
            {
              title: t('inspect.fate'),
              render: (_, u) => (
                <>
                  {fate(u)}
                  {u.excluded && <span className="faint">：{u.excluded}</span>}
                </>
              ),
            },
          ]}
        />
      </div>
      {more > 0 && <p className="faint">{t('inspect.unitsMore', { n: more })}</p>}
      {asking === 'out' && <ReasonDialog title={t('inspect.excludeN', { n: chosen.length })} onClose={() => setAsking(undefined)} onDone={exclude} />}
      {asking === 'class' && (
        <ClassDialog
          elements={chosen}
          onClose={(done) => {
            setAsking(undefined);
            if (done) setChosen([]);
          }}
        />
      )}
    </>
  );
}

function ClassDialog({ elements, onClose }: { elements: string[]; onClose: (done: boolean) => void }) {
  const { t } = useT();
  const [form] = Form.useForm<{ credit: Credit; key?: boolean; source: string }>();
  const [busy, act] = useActing('inspect');
  const save = async () => {
    const v = await form.validateFields();
    if (await act(() => body(api.POST('/api/inspect/classes', { body: { elements, credit: v.credit, key: v.key ?? false, source: v.source } })))) onClose(true);
  };
  return (
    <Modal open title={t('inspect.setClassN', { n: elements.length })} okText={t('inspect.save')} confirmLoading={busy} onOk={() => void save()} onCancel={() => onClose(false)}>
      <Form form={form} layout="vertical" initialValues={{ credit: 'B' }}>
        <Form.Item name="credit" label={t('inspect.class')} rules={[{ required: true }]}>
          <Select options={credits.map((c) => ({ value: c, label: c }))} />
        </Form.Item>
        <Form.Item name="key" valuePropName="checked">
          <Checkbox>{t('inspect.keyUnit')}</Checkbox>
        </Form.Item>
        <Form.Item name="source" label={t('inspect.classSource')} rules={[{ required: true, min: 2 }]}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
