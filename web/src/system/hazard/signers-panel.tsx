import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Popconfirm, Radio } from 'antd';
import { api, body } from '@/api/client';
import type { Promise_ } from '@/api/watch';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { ShanghaiTime } from '@/kit/schema-form';
import { SidePanel } from '@/kit/side-panel';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';

/** Who may make the promise of an enterprise: its chief, and who stands in for a time. */
export function SignersPanel({ of, onClose }: { of?: Promise_; onClose: () => void }) {
  const { t } = useT();
  const mayName = useMay('hazard.signer.name');
  return (
    <SidePanel open={of !== undefined} width={560} onClose={onClose} title={of && `${t('hazard.signers')} · ${of.enterprise_name}`}>
      {of && (
        <div className="stack">
          <p className="faint">{t('hazard.signersNote')}</p>
          <Signers enterprise={of.enterprise} mayName={mayName} />
          {mayName && <NameSigner key={of.enterprise} enterprise={of.enterprise} />}
        </div>
      )}
    </SidePanel>
  );
}

function Signers({ enterprise, mayName }: { enterprise: string; mayName: boolean }) {
  const { t } = useT();
  const [busy, act] = useActing('signers');
  const list = useQuery({ queryKey: ['signers', enterprise], queryFn: async () => (await body(api.GET('/api/hazard/enterprises/{id}/signers', { params: { path: { id: enterprise } } }))).items });
  return (
    <Loaded of={list}>
      {(items) =>
        items.length === 0 ? (
          <Nothing title={t('hazard.signersNone')} />
        ) : (
          <ol className="trail" data-signers={items.length}>
            {items.map((s) => (
              <li key={s.person}>
                <b>{s.name}</b> {s.post} <span className={s.over ? 'tag tag-plain' : s.role === 'chief' ? 'tag tag-blue' : 'tag tag-orange'}>{t(s.over ? 'hazard.signerOver' : s.role === 'chief' ? 'hazard.chief' : 'hazard.delegate')}</span>
                {s.until && (
                  <span>
                    {t('hazard.signerUntil')} <TimeText at={s.until} style="minute" /> · {s.reason}
                  </span>
                )}
                <span className="faint">
                  {t('hazard.signerBy', { who: s.named_by })} <TimeText at={s.since} style="short" />
                </span>
                {mayName && s.login && (
                  <Popconfirm title={t('hazard.signerRemove')} description={s.name} onConfirm={() => act(() => body(api.POST('/api/hazard/enterprises/{id}/signers/remove', { params: { path: { id: enterprise } }, body: { login: s.login ?? '' } })), t('hazard.signerRemoved'))}>
                    <Button size="small" type="link" danger loading={busy}>
                      {t('hazard.signerRemove')}
                    </Button>
                  </Popconfirm>
                )}
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

interface Named {
  login: string;
  role: 'chief' | 'delegate';
  post?: string;
  until?: string;
  reason?: string;
}

function NameSigner({ enterprise }: { enterprise: string }) {
  const { t } = useT();
  const [form] = Form.useForm<Named>();
  const [busy, act] = useActing('signers');
  const role = Form.useWatch('role', form) ?? 'chief';
  const need = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  const done = async (v: Named) => {
    const ok = await act(() => body(api.POST('/api/hazard/enterprises/{id}/signers', { params: { path: { id: enterprise } }, body: { ...v, login: v.login.trim() } })), t('hazard.signerNamed'));
    if (ok) form.resetFields();
  };
  return (
    <Panel title={t('hazard.signerAdd')}>
      <Form form={form} layout="vertical" initialValues={{ role: 'chief' }} onFinish={(v) => void done(v)}>
        <Form.Item name="role" label={t('hazard.signerRole')} extra={role === 'chief' ? t('hazard.signerReplaces') : undefined}>
          <Radio.Group optionType="button" buttonStyle="solid" options={[{ value: 'chief', label: t('hazard.chief') }, { value: 'delegate', label: t('hazard.delegate') }]} />
        </Form.Item>
        <Form.Item name="login" label={t('hazard.signerLogin')} rules={need(t('hazard.signerLogin'))}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="post" label={t('hazard.signerPost')} rules={need(t('hazard.signerPost'))}>
          <Input maxLength={40} placeholder={t('hazard.signerPostHint')} />
        </Form.Item>
        {role === 'delegate' && (
          <>
            <Form.Item name="until" label={t('hazard.signerUntil')} rules={need(t('hazard.signerUntil'))}>
              <ShanghaiTime />
            </Form.Item>
            <Form.Item name="reason" label={t('hazard.signerReason')} rules={need(t('hazard.signerReason'))}>
              <Input.TextArea rows={2} maxLength={200} />
            </Form.Item>
          </>
        )}
        <Button type="primary" htmlType="submit" loading={busy} data-act="name-signer">
          {t('hazard.signerAdd')}
        </Button>
      </Form>
    </Panel>
  );
}
