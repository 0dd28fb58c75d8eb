import type { OutlineAct, Procedure } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { TimeText } from '@/kit/time-text';
import { articleText } from '@/kit/term-text';
import type { Chosen } from './drawing';
import { isCommon, toneOf, waysOf, type Progress } from './graph';

/** The same as the drawing in words, top to bottom: every stage with the acts that leave it, and their articles. */
export function ActList(props: { p: Procedure; progress?: Progress; open: ReadonlySet<string>; chosen?: Chosen; onChoose: (c: Chosen) => void }) {
  const { p, progress } = props;
  const { t, say } = useT();
  const common = p.acts.filter(isCommon);
  const passed = new Map((progress?.passed ?? []).map((x) => [x.stage, x]));
  return (
    <ol className="flow-list">
      {p.stages.map((s) => {
        const now = progress?.now === s.name;
        const been = passed.get(s.name);
        const on = props.chosen?.kind === 'stage' && props.chosen.name === s.name;
        return (
          <li key={s.name} className={now ? 'now' : been ? 'past' : ''} aria-current={now ? 'step' : undefined}>
            <div className="flow-list-head">
              <button type="button" className="linkish" aria-pressed={on} onClick={() => props.onChoose({ kind: 'stage', name: s.name })}>
                <b>{say(s.title)}</b>
              </button>
              {now && <span className="tag tag-blue">{t('flow.here')}</span>}
              {s.name === p.start && !now && <span className="tag tag-plain">{t('flow.start')}</span>}
              {s.final && !now && <span className="tag tag-plain">{t('flow.end')}</span>}
              {been && (
                <span className="faint">
                  <TimeText at={been.at} style="short" />
                </span>
              )}
            </div>
            <ul>
              {p.acts
                .filter((a) => a.from.includes(s.name) && !isCommon(a))
                .map((a) => (
                  <ActLine key={a.name} p={p} a={a} from={s.name} open={now && props.open.has(a.name)} on={props.chosen?.kind === 'act' && props.chosen.name === a.name} onChoose={props.onChoose} />
                ))}
            </ul>
          </li>
        );
      })}
      {common.length > 0 && (
        <li>
          <div className="flow-list-head">
            <b>{t('flow.common')}</b>
          </div>
          <ul>
            {common.map((a) => (
              <ActLine key={a.name} p={p} a={a} open={props.open.has(a.name)} on={props.chosen?.kind === 'act' && props.chosen.name === a.name} onChoose={props.onChoose} />
            ))}
          </ul>
        </li>
      )}
    </ol>
  );
}

function ActLine({ p, a, from, open, on, onChoose }: { p: Procedure; a: OutlineAct; from?: string; open: boolean; on: boolean; onChoose: (c: Chosen) => void }) {
  const { t, say } = useT();
  const basis = articleText(a.basis, p.basis);
  const to = waysOf(a, '')
    .filter((w) => w && w !== from)
    .map((w) => say(p.stages.find((x) => x.name === w)?.title) || w)
    .join(t('flow.or'));
  return (
    <li>
      <button type="button" className={`linkish flow-list-act flow-tone-${toneOf(a)}`} data-act={a.name} aria-pressed={on} onClick={() => onChoose({ kind: 'act', name: a.name })}>
        <span>
          {say(a.title)}
          {to ? <span className="faint"> → {to}</span> : <span className="faint"> · {t('flow.staysHere')}</span>}
          {open && <span className="tag tag-blue flow-may">{t('flow.mayNow')}</span>}
        </span>
        {basis && <small className="flow-basis">{basis}</small>}
      </button>
    </li>
  );
}
