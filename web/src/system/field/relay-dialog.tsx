import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { withWord } from './frames';

interface Line {
  n: number;
  taken: boolean;
  words: string;
  suggest: string;
}

/** Passes on short messages that came by satellite or SMS, and says of each what became of it. */
export function RelayDialog({ onClose }: { onClose: () => void }) {
  const { t, say } = useT();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const [lines, setLines] = useState<Line[]>();
  const send = async () => {
    setBusy(true);
    setWrong('');
    try {
      const { items } = await body(api.POST('/api/field/frames', { body: { text } }));
      setLines(items.map((x) => ({ n: x.n, taken: x.taken, words: x.taken ? `${x.person ?? ''} ${say(x.title)} ${x.missing ? t('field.deskMissing', { parts: x.missing }) : ''}` : say(x.why), suggest: x.suggest ?? '' })));
      if (items.every((x) => x.taken)) setText('');
      void queries.invalidateQueries({ queryKey: ['field'] });
    } catch (e) {
      setWrong(errorSentence(e, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('field.relay')} okText={t('field.relay')} cancelText={t('field.close')} confirmLoading={busy} okButtonProps={{ disabled: text.trim() === '' }} onOk={() => void send()} onCancel={onClose} destroyOnHidden>
      <p className="faint">{t('field.relayHint')}</p>
      <Input.TextArea rows={5} value={text} onChange={(e) => setText(e.target.value)} aria-label={t('field.relay')} autoFocus />
      {wrong && (
        <p className="overdue" role="alert">
          {wrong}
        </p>
      )}
      {lines && (
        <ol role="status">
          {lines.map((x) => (
            <li key={x.n} value={x.n} className={x.taken ? '' : 'overdue'}>
              {x.taken ? '✓ ' : '✗ '}
              {x.words}{' '}
              {x.suggest && (
                <Button size="small" data-do="suggest" onClick={() => setText((old) => withWord(old, x.n, x.suggest))}>
                  {t('field.relaySuggest')}
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
    </Modal>
  );
}
