import { App, Button, Input } from 'antd';
import { useRef, useState } from 'react';
import { packsQuery, type PackTrial } from '@/api/casework';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { RefusalNote } from '@/kit/act-panel';
import { PackResult } from './pack-result';

const most = 200_000;

/** A pack as text, pasted or from a file. It must be tried before it can be loaded, and tried anew after every change. */
export function PackLoad() {
  const { t, say } = useT();
  const { message } = App.useApp();
  const [yaml, setYaml] = useState('');
  const [trial, setTrial] = useState<PackTrial>();
  const [busy, setBusy] = useState<'try' | 'load'>();
  const [refusal, setRefusal] = useState<unknown>();
  const file = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const change = (next: string) => {
    setYaml(next);
    setTrial(undefined);
    setRefusal(undefined);
  };
  const run = async (what: 'try' | 'load') => {
    setBusy(what);
    setRefusal(undefined);
    try {
      if (what === 'try') return setTrial(await body(api.POST('/api/desk/packs/trial', { body: { yaml } })));
      const p = await body(api.POST('/api/desk/packs', { body: { yaml } }));
      message.success(t('law.packLoaded', { name: say(p.title) }));
      change('');
      void queries.invalidateQueries({ queryKey: packsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ['rules'] });
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(undefined);
    }
  };
  const choose = async (f: File | undefined) => {
    if (!f) return;
    if (f.size > most) return void message.error(t('law.packTooLarge'));
    change(await f.text());
  };
  /** Selects the line that a fault names. */
  const goTo = (line: number) => {
    const area = text.current?.querySelector('textarea');
    if (!area || line < 1) return;
    const lines = yaml.split('\n');
    const from = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
    area.focus();
    area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
    area.scrollTop = Math.max(0, (line - 4) * (area.scrollHeight / lines.length));
  };
  return (
    <div className="stack pack-load">
      <p className="faint">{t('law.packHint')}</p>
      <div ref={text}>
        <Input.TextArea className="pack-text" rows={14} maxLength={most} value={yaml} aria-label={t('law.packText')} placeholder={t('law.packExample')} spellCheck={false} onChange={(e) => change(e.target.value)} />
      </div>
      <div className="row">
        <input ref={file} type="file" accept=".yaml,.yml,text/plain" hidden onChange={(e) => void choose(e.target.files?.[0]).then(() => (e.target.value = ''))} />
        <Button onClick={() => file.current?.click()}>{t('casework.chooseFile')}</Button>
        <Button type={trial?.ok ? 'default' : 'primary'} disabled={!yaml.trim()} loading={busy === 'try'} data-do="try-pack" onClick={() => void run('try')}>
          {t('law.packTry')}
        </Button>
        <Button type={trial?.ok ? 'primary' : 'default'} disabled={!trial?.ok || trial.known} loading={busy === 'load'} data-do="load-pack" onClick={() => void run('load')}>
          {t('law.packLoad')}
        </Button>
        {!trial && yaml.trim() && <span className="faint">{t('law.packTryFirst')}</span>}
      </div>
      {refusal !== undefined && <RefusalNote error={refusal} />}
      {trial && <PackResult trial={trial} onLine={goTo} />}
    </div>
  );
}
