import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { Act } from '@/api/types';
import { useT } from '@/i18n/phone';
import { optionsOf, propertiesOf, titleOf, typeOf, unitOf, type Schema } from '@/kit/schema';

/** The form of an act in plain fields, large enough for a thumb. */
export function ActSheet({ act, onDone, onClose }: { act: Act; onDone: (form: Record<string, unknown>) => void; onClose: () => void }) {
  const { t, say } = useT();
  const box = useRef<HTMLDialogElement>(null);
  const [missing, setMissing] = useState('');
  const schema = (act.form ?? {}) as Schema;
  useEffect(() => box.current?.showModal(), []);
  const send = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const f = new FormData(e.currentTarget);
    const out: Record<string, unknown> = {};
    for (const [name, s] of propertiesOf(schema)) {
      const v = String(f.get(name) ?? '').trim();
      const needed = schema.required?.includes(name);
      if (typeOf(s) === 'boolean') out[name] = v === 'on';
      else if (v === '' && needed) {
        setMissing(t('mobile.required', { name: titleOf(name, s, say) }));
        return;
      } else if (v !== '') out[name] = ['number', 'integer'].includes(typeOf(s)) ? Number(v) : v;
    }
    onDone(out);
  };
  return (
    <dialog ref={box} className="sheet" onClose={onClose}>
      <form onSubmit={send} noValidate>
        <h2>{say(act.title)}</h2>
        {missing && (
          <p className="problem" role="alert">
            {missing}
          </p>
        )}
        {propertiesOf(schema).map(([name, s]) => (
          <Field key={name} name={name} schema={s} needed={schema.required?.includes(name) ?? false} />
        ))}
        <div className="sheet-acts">
          <button type="button" className="second" onClick={() => box.current?.close()}>
            {t('mobile.cancel')}
          </button>
          <button type="submit" className="big" data-act="send">
            {t('mobile.send')}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function Field({ name, schema: s, needed }: { name: string; schema: Schema; needed: boolean }) {
  const { say } = useT();
  const unit = unitOf(s);
  const label = `${titleOf(name, s, say)}${unit ? `(${unit})` : ''}${needed ? ' *' : ''}`;
  const options = optionsOf(s, say);
  if (options) {
    return (
      <fieldset>
        <legend>{label}</legend>
        {options.map((o) => (
          <label key={o.value} className="choice">
            <input type="radio" name={name} value={o.value} /> {o.label}
          </label>
        ))}
      </fieldset>
    );
  }
  if (typeOf(s) === 'boolean') {
    return (
      <label className="choice">
        <input type="checkbox" name={name} /> {label}
      </label>
    );
  }
  return (
    <label>
      {label}
      {['number', 'integer'].includes(typeOf(s)) ? (
        <input name={name} type="number" inputMode="decimal" min={s.minimum} max={s.maximum} />
      ) : s.format === 'text' ? (
        <textarea name={name} rows={3} maxLength={s.maxLength} />
      ) : (
        <input name={name} maxLength={s.maxLength} />
      )}
    </label>
  );
}
