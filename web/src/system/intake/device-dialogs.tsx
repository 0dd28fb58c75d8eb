import { Alert, Form, Input, Modal, Select, Typography } from 'antd';
import { api, body } from '@/api/client';
import type { Credential, DeviceDetail, Way } from '@/api/types';
import { useT } from '@/i18n/desk';
import { ElementSelect } from '@/kit/element-select';
import { useAct } from './use-act';

type Fresh = { id: string; name: string; protocol: string; address?: string; element: string; networks?: string };

/** Registers a device. What its protocol asks for is said as soon as the protocol is chosen. */
export function NewDeviceDialog({ ways, onClose, onCredential }: { ways: Way[]; onClose: () => void; onCredential: (c: Credential) => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<Fresh>();
  const [busy, act] = useAct();
  const protocol = Form.useWatch('protocol', form);
  const way = ways.find((w) => w.name === protocol);
  const needed = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  const save = async () => {
    const given = Object.fromEntries(Object.entries(await form.validateFields()).filter(([, v]) => v));
    const c = await act(() => body(api.POST('/api/intake/devices', { body: { form: given } })));
    if (!c) return;
    onClose();
    onCredential(c);
  };
  return (
    <Modal open title={t('intake.newDevice')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical">
        <Form.Item name="protocol" label={t('intake.protocol')} rules={needed(t('intake.protocol'))} extra={way && (way.listens ? t('intake.listens', { at: way.listens }) : t('intake.closed'))}>
          <Select options={ways.map((w) => ({ value: w.name, label: say(w.title) }))} placeholder={t('kit.choose')} />
        </Form.Item>
        <Form.Item name="id" label={t('intake.id')} rules={[...needed(t('intake.id')), { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/, message: t('kit.badForm', { name: t('intake.id') }) }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="name" label={t('intake.name')} rules={needed(t('intake.name'))}>
          <Input maxLength={100} />
        </Form.Item>
        {way && (
          <Form.Item name="address" label={t('intake.address')} rules={way.address ? needed(t('intake.address')) : []} extra={way.address ? t('intake.addressForm', { form: way.address }) : t('intake.addressById')}>
            <Input maxLength={120} disabled={!way.address} />
          </Form.Item>
        )}
        <Form.Item name="element" label={t('intake.element')} rules={needed(t('intake.element'))}>
          <ElementSelect />
        </Form.Item>
        <Networks needed={way?.proof === 'network'} />
      </Form>
    </Modal>
  );
}

function Networks({ needed }: { needed: boolean }) {
  const { t } = useT();
  return (
    <Form.Item name="networks" label={t('intake.networks')} extra={needed ? t('intake.networksNeeded') : t('intake.networksHint')} rules={needed ? [{ required: true, message: t('intake.networksNeeded') }] : []}>
      <Input maxLength={500} placeholder="10.1.0.0/16, 10.2.3.4" />
    </Form.Item>
  );
}

/** Changes the name of a device and the networks that it may come from. */
export function ChangeDeviceDialog({ of, onClose }: { of: DeviceDetail; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<{ name: string; networks?: string }>();
  const [busy, act] = useAct();
  const save = async () => {
    const v = await form.validateFields();
    const ok = await act(() => body(api.PUT('/api/intake/devices/{id}', { params: { path: { id: of.id } }, body: { name: v.name, networks: v.networks ?? '' } })), t('intake.saved'));
    if (ok) onClose();
  };
  return (
    <Modal open title={`${t('intake.edit')} · ${of.name}`} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={of}>
        <Form.Item name="name" label={t('intake.name')} rules={[{ required: true, message: t('kit.required', { name: t('intake.name') }) }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Networks needed={of.protocol === 'gb26875'} />
      </Form>
    </Modal>
  );
}

/** Asks why a credential is withdrawn. */
export function WithdrawDialog({ of, onClose }: { of: DeviceDetail; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<{ reason: string }>();
  const [busy, act] = useAct();
  const save = async () => {
    const { reason } = await form.validateFields();
    const c = await act(() => body(api.POST('/api/intake/devices/{id}/withdraw', { params: { path: { id: of.id } }, body: { reason } })));
    if (c) onClose();
  };
  return (
    <Modal open title={`${t('intake.withdraw')} · ${of.name}`} okText={t('intake.withdraw')} okButtonProps={{ danger: true }} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <p>{t('intake.withdrawAsk')}</p>
      <Form form={form} layout="vertical">
        <Form.Item name="reason" label={t('intake.reason')} rules={[{ required: true, whitespace: true, message: t('kit.required', { name: t('intake.reason') }) }]}>
          <Input.TextArea rows={2} maxLength={200} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Shows a credential, once. It closes only by saying that it was noted. */
export function CredentialDialog({ of, onClose }: { of: Credential; onClose: () => void }) {
  const { t } = useT();
  const shown = [
    { title: t('intake.secret'), text: of.secret },
    { title: t('intake.pushKey'), text: of.push_key },
  ].filter((x) => x.text);
  return (
    <Modal open closable={false} mask={{ closable: false }} keyboard={false} title={`${t('intake.credential')} · ${of.device}`} okText={t('intake.noted')} cancelButtonProps={{ style: { display: 'none' } }} onOk={onClose}>
      {shown.length === 0 && <p>{t('intake.noSecret')}</p>}
      {shown.length > 0 && <Alert type="warning" showIcon title={t('intake.credentialOnce')} />}
      {shown.map((x) => (
        <dl key={x.title} className="intake-secret">
          <dt className="faint">{x.title}</dt>
          <dd style={{ margin: 0 }}>
            <Typography.Text code copyable={{ text: x.text }} className="intake-key">
              {x.text}
            </Typography.Text>
          </dd>
        </dl>
      ))}
    </Modal>
  );
}
