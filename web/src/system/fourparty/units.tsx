import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, Modal, Segmented, Select, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { parties, type CheckedUnit, type ProgrammeView } from '@/api/fourparty';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { Nothing } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { Score, SheetTag } from './parts';

/** The units of a programme: how the four parties stand, what waits, and the score. */
export function UnitTable({ p, chosen, onChosen, draft }: { p: ProgrammeView; chosen: string[]; onChosen?: (ids: string[]) => void; draft: boolean }) {
  const { t, say } = useT();
  const [busy, act] = useActing('fourparty');
  const drop = (u: CheckedUnit) => void act(() => body(api.POST('/api/fourparty/units/{id}/drop', { params: { path: { id: u.id } } })));
  return (
    <div className="fp-wide">
      <Table<CheckedUnit>
        size="small"
        rowKey="id"
        pagination={p.units.length > 50 ? { pageSize: 50 } : false}
        dataSource={p.units}
        locale={{ emptyText: <Nothing title={t('fourparty.noUnits')} /> }}
        rowSelection={onChosen && { selectedRowKeys: chosen, onChange: (keys) => onChosen(keys.map(String)) }}
        columns={[
          {
            title: t('fourparty.units'),
            render: (_, u) => (
              <>
                <Link to="/fourparty/units/$id" params={{ id: u.id }} data-unit={u.id}>
                  {u.name}
                </Link>
                <span className="fp-note">
                  {t(`fourparty.kind_${u.kind}`)} · {u.area_name}
                </span>
              </>
            ),
          },
          ...parties.map((party) => ({ title: t(`fourparty.party_${party}`), render: (_: unknown, u: CheckedUnit) => <SheetTag unit={u} party={party} /> })),
          {
            title: t('fourparty.stage'),
            render: (_, u) => (
              <>
                {u.stage && <span className="tag tag-plain">{say(u.stage_title)}</span>}
                {u.differences > 0 && <span className="fp-note">{t('fourparty.differences', { n: u.differences })}</span>}
              </>
            ),
          },
          { title: t('fourparty.score'), align: 'right', render: (_, u) => <Score unit={u} /> },
          ...(draft
            ? [
                {
                  title: '',
                  render: (_: unknown, u: CheckedUnit) => (
                    <Button size="small" type="text" danger disabled={busy} onClick={() => drop(u)}>
                      {t('fourparty.drop')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}

const kinds = ['area', 'department', 'enterprise', 'site'] as const;
type Kind = (typeof kinds)[number];

/** Adds a unit: an area, a department of one, or an element of the register. */
export function AddUnit({ p, onClose }: { p: ProgrammeView; onClose: () => void }) {
  const { t } = useT();
  const [kind, setKind] = useState<Kind>('area');
  const [form] = Form.useForm<{ area?: string; name?: string; element?: string }>();
  const [busy, act] = useActing('fourparty');
  const add = async () => {
    const v = await form.validateFields();
    if (await act(() => body(api.POST('/api/fourparty/programmes/{id}/units', { params: { path: { id: p.id } }, body: { kind, ...v } })))) onClose();
  };
  const element = kind === 'enterprise' || kind === 'site';
  return (
    <Modal open title={t('fourparty.addUnit')} okText={t('fourparty.addUnit')} confirmLoading={busy} onOk={() => void add()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" preserve={false}>
        <Form.Item label={t('fourparty.kind')}>
          <Segmented<Kind> value={kind} onChange={setKind} options={kinds.map((k) => ({ value: k, label: t(`fourparty.kind_${k}`) }))} />
        </Form.Item>
        {element ? (
          <Form.Item key={kind} name="element" label={t(`fourparty.kind_${kind}`)} rules={[{ required: true }]}>
            <ElementSelect area={p.area} kind={kind === 'enterprise' ? 'enterprise' : undefined} />
          </Form.Item>
        ) : (
          <Form.Item name="area" label={t('fourparty.area')} rules={[{ required: true }]}>
            <AreaSelect whole={kind === 'department'} />
          </Form.Item>
        )}
        {kind === 'department' && (
          <Form.Item name="name" label={t('fourparty.department')} rules={[{ required: true }]}>
            <Input maxLength={100} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

function ElementSelect(props: { id?: string; area: string; kind?: string; value?: string; onChange?: (v: string) => void }) {
  const { t } = useT();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['fourparty-elements', props.area, props.kind, q],
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    queryFn: () => body(api.GET('/api/fourparty/elements', { params: { query: { q, kind: props.kind, area: props.area } } })),
  });
  return (
    <Select
      id={props.id}
      value={props.value}
      onChange={props.onChange}
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('fourparty.find')}
      loading={found.isFetching}
      notFoundContent={q ? t('fourparty.found') : t('fourparty.find')}
      options={(found.data?.items ?? []).map((e) => ({ value: e.id, label: e.name, note: e.area_name }))}
      optionRender={(o) => (
        <>
          {o.data.label} <small className="faint">{o.data.note}</small>
        </>
      )}
    />
  );
}
