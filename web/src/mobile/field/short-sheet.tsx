import { useEffect, useRef, useState } from 'react';
import type { FieldKind } from '@/api/field';
import { useT } from '@/i18n/phone';
import { useOutbox } from '../store';
import { framesOf, textOf } from './narrow';
import { Qr } from './qr';
import { frameKey, narrowOf, sayingOf, sayings } from './store';

interface Piece {
  id: string;
  label: string;
  frames: Uint8Array[] | undefined;
}

/** What waits, in its narrow form: a text to send by satellite terminal or SMS, and a code for a colleague who has a network. */
export function ShortSheet({ person, kinds, onClose }: { person: string; kinds: FieldKind[]; onClose: () => void }) {
  const { t, say: word } = useT();
  const box = useRef<HTMLDialogElement>(null);
  const all = useOutbox();
  const [pieces, setPieces] = useState<Piece[]>();
  const [noKey, setNoKey] = useState(false);
  const [copied, setCopied] = useState('');
  useEffect(() => box.current?.showModal(), []);
  useEffect(() => {
    void (async () => {
      const waits = sayings(all, person).toSorted((a, b) => Number(b.urgent ?? false) - Number(a.urgent ?? false) || a.at - b.at);
      const key = await frameKey(person);
      setNoKey(!key);
      if (!key) return setPieces([]);
      setPieces(await Promise.all(waits.map(async (o) => ({ id: o.id, label: `${word(kinds.find((k) => k.name === sayingOf(o).form)?.title)} ${o.request?.label ?? ''}`.trim(), frames: await framesOf(narrowOf(o), kinds, key) }))));
    })();
  }, [all, person, kinds, word]);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    } catch {
      // the text stands there to be marked by hand
    }
  };
  return (
    <dialog ref={box} className="sheet short-sheet" onClose={onClose} aria-label={t('field.short')}>
      <h2>{t('field.short')}</h2>
      <p>{t('field.shortHint')}</p>
      {noKey && (
        <p className="problem" role="alert">
          {t('field.shortNoKey')}
        </p>
      )}
      {pieces?.length === 0 && !noKey && <p role="status">{t('field.none')}</p>}
      {pieces?.map((p) => (
        <section key={p.id} className="short-piece" data-short={p.id}>
          <h3>{p.label}</h3>
          {!p.frames && <p className="problem">{t('field.shortCannot')}</p>}
          {p.frames?.map((f, i) => {
            const text = textOf(f);
            return (
              <div key={text}>
                <p className="faint">{t('field.shortPart', { n: i + 1, of: p.frames!.length, bytes: f.length })}</p>
                <Qr text={text} label={t('field.qr', { what: p.label })} />
                <code data-frame>{text}</code>
                <button type="button" className="second" onClick={() => void copy(text)}>
                  {copied === text ? `✓ ${t('field.copied')}` : t('field.copy')}
                </button>
              </div>
            );
          })}
        </section>
      ))}
      <button type="button" className="big" data-do="close" onClick={() => box.current?.close()}>
        {t('field.close')}
      </button>
    </dialog>
  );
}
