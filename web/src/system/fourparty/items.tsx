import { useQuery } from '@tanstack/react-query';
import { Form, Modal, Table } from 'antd';
import { api, body } from '@/api/client';
import { itemFormQuery, type CheckItem, type ProgrammeView } from '@/api/fourparty';
import { useT } from '@/i18n/desk';
import type { Schema } from '@/kit/schema';
import { filled, SchemaFields } from '@/kit/schema-form';
import { Loaded, Nothing } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { modeText } from './parts';

/** The items of a programme, each with where it comes from. */
export function ItemTable({ items }: { items: CheckItem[] }) {
  const { t } = useT();
  return (
    <div className="fp-wide">
      <Table<CheckItem>
        size="small"
        rowKey="no"
        pagination={false}
        dataSource={items}
        locale={{ emptyText: <Nothing title={t('fourparty.noItems')} /> }}
        columns={[
          { title: t('fourparty.no'), dataIndex: 'no', width: 70 },
          {
            title: t('fourparty.item'),
            render: (_, i) => (
              <>
                {i.title}
                <span className="fp-note">
                  {i.document} {i.article}
                </span>
              </>
            ),
          },
          { title: t('fourparty.full'), width: 80, render: (_, i) => (i.mode === 'veto' ? '–' : i.full) },
          {
            title: t('fourparty.mode'),
            width: 170,
            render: (_, i) => (
              <>
                {modeText(i, t)}
                {i.photo && <span className="fp-note">{t('fourparty.photoNeeded')}</span>}
              </>
            ),
          },
          { title: t('fourparty.evidence'), dataIndex: 'evidence' },
          { title: '', width: 120, render: (_, i) => i.constructed && <span className="tag tag-plain">{t('fourparty.constructed')}</span> },
        ]}
      />
    </div>
  );
}

/** All items in one form; the fields are those that the server declares. */
export function ItemsEditor({ p, onClose }: { p: ProgrammeView; onClose: () => void }) {
  const { t } = useT();
  const one = useQuery(itemFormQuery);
  const [form] = Form.useForm<{ items: Record<string, unknown>[] }>();
  const [busy, act] = useActing('fourparty');
  const whole = (schema: Schema): Schema => ({ type: 'object', required: ['items'], properties: { items: { type: 'array', title: t('fourparty.items'), items: schema } } }) as Schema;
  const save = async (schema: Schema) => {
    const v = filled(await form.validateFields(), whole(schema));
    if (await act(() => body(api.POST('/api/fourparty/programmes/{id}/items', { params: { path: { id: p.id } }, body: { items: (v.items ?? []) as never } })))) onClose();
  };
  return (
    <Modal open title={t('fourparty.editItems')} okText={t('fourparty.save')} confirmLoading={busy} onOk={() => one.data && void save(one.data as Schema)} onCancel={onClose} width={980}>
      <Loaded of={one}>
        {(schema) => (
          <Form form={form} layout="vertical" initialValues={{ items: p.items.map((i) => ({ ...i })) }}>
            <SchemaFields schema={whole(schema as Schema)} />
          </Form>
        )}
      </Loaded>
    </Modal>
  );
}
