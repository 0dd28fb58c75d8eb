import './report.css';
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Switch } from 'antd';
import { useState } from 'react';
import { putUpper, uppersQuery, type UpperView } from '@/api/report';
import { queries } from '@/api/queries';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { RefusalNote } from '@/kit/act-panel';
import { AreaSelect } from '@/kit/area-select';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** 上级系统: where reports are sent, and how sending goes. */
export default function UppersPage() {
  const { t } = useT();
  const list = useQuery(uppersQuery);
  const may = useMay('report.upper.put');
  const [editing, setEditing] = useState<UpperView | 'new'>();
  return (
    <>
      <PageHead title={t('report.uppers')} note={t('report.uppersNote')}>
        {may && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>
            {t('report.newUpper')}
          </Button>
        )}
      </PageHead>
      <Panel>
        <Loaded of={list}>
          {(d) =>
            d.items?.length ? (
              <ul className="reported">
                {d.items.map((u) => (
                  <li key={u.id} className="reported-row" data-upper={u.id}>
                    <div className="reported-main">
                      <b>{u.name}</b>
                      <div className="row faint">
                        <span>{u.area_name}</span>
                        <span className="num">{u.address}</span>
                        <span>{u.phone}</span>
                      </div>
                      {u.said && <div className="overdue">{u.said}</div>}
                    </div>
                    <span className={u.active ? 'tag tag-blue' : 'tag tag-plain'}>{t(u.active ? 'report.upperActive' : 'report.upperIdle')}</span>
                    <span className={u.waiting > 0 ? 'nearly' : 'faint'}>{t('report.upperWaiting', { n: u.waiting })}</span>
                    <span className="faint">
                      {t('report.upperLast')} <TimeText at={u.last_good} style="short" />
                    </span>
                    {may && (
                      <Button size="small" onClick={() => setEditing(u)}>
                        {t('report.editUpper')}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            ) : (
              <Nothing title={t('report.noUppers')} hint={t('report.uppersNote')} />
            )
          }
        </Loaded>
      </Panel>
      {editing && <UpperDialog of={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

interface Declared {
  id: string;
  name: string;
  area: string;
  address: string;
  secret?: string;
  phone?: string;
  active: boolean;
}

function UpperDialog({ of, onClose }: { of?: UpperView; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Declared>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const must = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  const save = async ({ id, ...u }: Declared) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await putUpper(of?.id ?? id, u);
      void queries.invalidateQueries({ queryKey: ['uppers'] });
      onClose();
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t(of ? 'report.editUpper' : 'report.newUpper')} okText={t('kit.save')} cancelText={t('kit.cancel')} confirmLoading={busy} width={640} mask={{ closable: false }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={of ?? { active: true }} onFinish={(u) => void save(u)}>
        {!of && (
          <Form.Item name="id" label={t('report.upperId')} rules={[...must(t('report.upperId')), { pattern: /^[a-z0-9-]+$/, message: t('kit.badForm', { name: t('report.upperId') }) }]}>
            <Input maxLength={64} />
          </Form.Item>
        )}
        <Form.Item name="name" label={t('report.upperName')} rules={must(t('report.upperName'))}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="area" label={t('report.upperArea')} rules={must(t('report.upperArea'))}>
          <AreaSelect whole />
        </Form.Item>
        <Form.Item name="address" label={t('report.upperAddress')} rules={must(t('report.upperAddress'))}>
          <Input maxLength={300} placeholder="https://…" />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="secret" label={t('report.upperSecret')} extra={of && t('report.upperSecretKept')}>
            <Input.Password maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item name="phone" label={t('report.upperPhone')}>
            <Input maxLength={40} />
          </Form.Item>
        </div>
        <Form.Item name="active" label={t('report.upperActive')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
      {refusal !== undefined && <RefusalNote error={refusal} form={form} />}
    </Modal>
  );
}
