import { useState, type FormEvent } from 'react';
import { Problem } from '@/api/problem';
import type { Me } from '@/api/types';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/phone';
import { signIn } from './server';

export function Login({ onEntered }: { onEntered: (m: Me) => void }) {
  const { t, lang } = useT();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const enter = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const f = new FormData(e.currentTarget);
    setBusy(true);
    setError('');
    try {
      onEntered(await signIn(String(f.get('user')).trim(), String(f.get('password'))));
    } catch (x) {
      setError(x instanceof Problem ? x.sentence : t('mobile.signInFailed'));
      setBusy(false);
    }
  };
  return (
    <main className="login">
      <img src="/icon.svg" alt="" width={64} height={64} />
      <h1>
        {t('mobile.product')} · {t('mobile.title')}
      </h1>
      <form onSubmit={(e) => void enter(e)}>
        {error && (
          <p className="problem" role="alert">
            {error}
          </p>
        )}
        <label>
          {t('mobile.user')}
          <input name="user" required autoComplete="username" autoCapitalize="none" />
        </label>
        <label>
          {t('mobile.password')}
          <input name="password" type="password" required autoComplete="current-password" />
        </label>
        <button type="submit" className="big" disabled={busy}>
          {t('mobile.signIn')}
        </button>
      </form>
      <button type="button" className="plain" onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
        {t('mobile.language')}
      </button>
    </main>
  );
}
