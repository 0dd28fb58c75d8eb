import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { signIn } from './session';

export function Login() {
  const { t, lang } = useT();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const enter = async (v: { user: string; password: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      await signIn(v.user.trim(), v.password);
    } catch (e) {
      setError(e);
      setBusy(false);
    }
  };
  return (
    <main className="login">
      <div className="login-card">
        <div className="login-brand">
          <img src="/icon.svg" alt="" width={52} height={52} />
          <div>
            <h1>{t('shell.product')}</h1>
            <p>{t('shell.subtitle')}</p>
          </div>
        </div>
        <Form layout="vertical" size="large" requiredMark={false} onFinish={enter} disabled={busy}>
          {error !== undefined && <Alert type="error" showIcon title={errorSentence(error, t)} className="login-error" />}
          <Form.Item name="user" label={t('shell.user')} rules={[{ required: true, message: t('shell.userMissing') }]}>
            <Input prefix={<UserOutlined />} autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item name="password" label={t('shell.password')} rules={[{ required: true, message: t('shell.passwordMissing') }]}>
            <Input.Password prefix={<LockOutlined />} autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            {t('shell.signIn')}
          </Button>
        </Form>
        <footer className="login-foot">
          <span>{t('shell.signInHint')}</span>
          <Button type="link" size="small" onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
            {t('shell.language')}
          </Button>
        </footer>
      </div>
    </main>
  );
}
