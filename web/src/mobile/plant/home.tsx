import { useState, type FormEvent, type ReactNode } from 'react';
import type { MyPromises } from '@/api/watch';
import { useT, type PhoneKey } from '@/i18n/phone';
import { optionsOf, propertiesOf, titleOf, typeOf, unitOf, type Schema } from '@/kit/schema';
import { shanghai } from '@/kit/time';
import { Frame, type Who } from '../frame';
import { useOutbox } from '../store';
import { sendPromise, usePromises } from './store';

const words: Record<string, PhoneKey> = { due: 'promise.due', made: 'promise.made', late: 'promise.late', missing: 'promise.missing' };

/** The phone of a plant's safety manager: the promise of today. */
export function PlantHome({ who, top, path, go }: { who: Who; top: ReactNode; path: string; go: (path: string) => void }) {
  const { t } = useT();
  const known = usePromises();
  const mine = path.startsWith('promise/') ? known.items?.find((m) => m.today?.id === path.slice(8)) : undefined;
  return (
    <Frame who={who} title={t('promise.title')} stale={!known.fresh && known.items !== undefined} onBack={path ? () => go('') : undefined}>
      {mine?.today && known.form ? (
        <PromiseForm m={mine} schema={known.form.schema} text={known.form.text} person={who.person} onDone={() => go('')} />
      ) : (
        <>
          {top}
          {known.items?.length === 0 && (
            <div className="none">
              <b>{t('promise.none')}</b>
              <span>{t('promise.noneHint')}</span>
            </div>
          )}
          {known.items?.map((m) => (
            <Enterprise key={m.enterprise} m={m} onOpen={() => m.today && go(`promise/${m.today.id}`)} />
          ))}
        </>
      )}
    </Frame>
  );
}

function Enterprise({ m, onOpen }: { m: MyPromises; onOpen: () => void }) {
  const { t } = useT();
  const waiting = useOutbox().filter((o) => o.task === `promise:${m.today?.id}`);
  const refused = waiting.find((o) => o.state === 'refused');
  const standing = m.today?.standing ?? '';
  return (
    <section data-enterprise={m.enterprise}>
      <h2>{m.name}</h2>
      {!m.today ? (
        <p className="stale">{t('promise.notYet')}</p>
      ) : (
        <button type="button" className="card" onClick={onOpen} data-standing={standing}>
          <span className="card-top">
            <b>{t('promise.today')}</b>
            <span className={standing === 'missing' ? 'late' : ''}>{waiting.length > 0 && !refused ? t('promise.waiting') : words[standing] ? t(words[standing]!) : ''}</span>
          </span>
          <span>
            {standing === 'due' && t('promise.dueBy', { at: shanghai(m.today.due_at, 'minute').slice(-5) })}
            {m.today.form?.chief} {m.today.made_at && shanghai(m.today.made_at, 'minute')}
          </span>
          <span className="card-do">{t(m.today.state === 'made' ? 'promise.correct' : 'promise.make')}</span>
        </button>
      )}
      {refused && (
        <p className="problem" role="alert">
          {t('promise.refused', { why: refused.why ?? '' })}
        </p>
      )}
      <h2>
        {t('promise.before')} · {t('promise.rate', { n: Math.round(m.rate * 100) })}
      </h2>
      <ul className="promise-days">
        {m.before.map((p) => (
          <li key={p.id}>
            <span>{p.day}</span>
            <span className={p.standing === 'made' ? '' : 'late'}>{words[p.standing] ? t(words[p.standing]!) : ''}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The form, filled with what was promised last: every line is to be checked. */
function PromiseForm({ m, schema, text, person, onDone }: { m: MyPromises; schema: Schema; text: string; person: string; onDone: () => void }) {
  const { t, say } = useT();
  const [problem, setProblem] = useState('');
  const last = (m.today?.form ?? m.before.find((p) => p.form)?.form ?? { text, safe: false }) as Record<string, unknown>;
  const copied = !m.today?.form && m.before.some((p) => p.form);
  const send = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const f = new FormData(e.currentTarget);
    const out: Record<string, unknown> = {};
    for (const [name, s] of propertiesOf(schema)) {
      const v = String(f.get(name) ?? '').trim();
      if (typeOf(s) === 'boolean') out[name] = v === 'on';
      else if (v === '' && schema.required?.includes(name)) return setProblem(t('mobile.required', { name: titleOf(name, s, say) }));
      else if (v !== '') out[name] = ['number', 'integer'].includes(typeOf(s)) ? Number(v) : v;
    }
    const n = (k: string) => Number(out[k] ?? 0);
    if (n('running') + n('stopped') + n('repair') !== n('units')) return setProblem(`${titleOf('running', field(schema, 'running'), say)} + … ≠ ${titleOf('units', field(schema, 'units'), say)}`);
    if (out.safe !== true) return setProblem(t('mobile.required', { name: titleOf('safe', field(schema, 'safe'), say) }));
    await sendPromise(person, m.today!.id, `${m.name} ${m.today!.day}`, out);
    onDone();
  };
  return (
    <form onSubmit={(e) => void send(e)} noValidate className="promise-form">
      <h2>
        {m.name} · {m.today?.day}
      </h2>
      {copied && <p className="stale">{t('promise.copied')}</p>}
      {propertiesOf(schema).map(([name, s]) => (
        <PromiseField key={name} name={name} s={s} value={name === 'safe' && copied ? false : (last[name] ?? (name === 'text' ? text : undefined))} />
      ))}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="big" data-do="promise">
        {t('promise.send')}
      </button>
    </form>
  );
}

const field = (schema: Schema, name: string): Schema => propertiesOf(schema).find(([n]) => n === name)?.[1] ?? ({} as Schema);

function PromiseField({ name, s, value }: { name: string; s: Schema; value: unknown }) {
  const { say } = useT();
  const unit = unitOf(s);
  const label = `${titleOf(name, s, say)}${unit ? `（${unit}）` : ''}`;
  const options = optionsOf(s, say);
  if (options) {
    return (
      <fieldset>
        <legend>{label}</legend>
        {options.map((o) => (
          <label key={o.value} className="choice">
            <input type="radio" name={name} value={o.value} defaultChecked={value === o.value} /> {o.label}
          </label>
        ))}
      </fieldset>
    );
  }
  if (typeOf(s) === 'boolean') {
    return (
      <label className="choice">
        <input type="checkbox" name={name} defaultChecked={value === true} /> {label}
      </label>
    );
  }
  if (['number', 'integer'].includes(typeOf(s))) {
    return (
      <label className="promise-count">
        <span>{label}</span>
        <input name={name} type="number" inputMode="numeric" min={s.minimum} max={s.maximum} defaultValue={typeof value === 'number' ? value : 0} />
      </label>
    );
  }
  return (
    <label>
      {label}
      {s.format === 'text' ? <textarea name={name} rows={4} maxLength={s.maxLength} defaultValue={typeof value === 'string' ? value : ''} /> : <input name={name} maxLength={s.maxLength} defaultValue={typeof value === 'string' ? value : ''} />}
    </label>
  );
}
