import { Link } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import type { AfterView } from '@/api/after';
import { useT, type Key } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { TimeText } from '@/kit/time-text';
import { ActDialog, actOf } from './act-dialog';

/** What is still out, kind by kind, each with the act that brings it back. */
export function OutPanel({ v }: { v: AfterView }) {
  return (
    <div className="after-two">
      <Forces v={v} />
      <Measures v={v} />
      <Goods v={v} />
      <Tasks v={v} />
    </div>
  );
}

function Forces({ v }: { v: AfterView }) {
  const { t } = useT();
  const [chosen, setChosen] = useState<string[]>([]);
  const [open, setOpen] = useState(false);
  const act = actOf(v.acts, 'release');
  const there = v.still_out.forces;
  const still = chosen.filter((c) => there.some((f) => f.booking === c));
  return (
    <Panel
      title={`${t('after.forces')} ${there.length}`}
      extra={
        act &&
        there.length > 0 && (
          <span className="row">
            <Checkbox checked={still.length === there.length} indeterminate={still.length > 0 && still.length < there.length} onChange={(e) => setChosen(e.target.checked ? there.map((f) => f.booking) : [])}>
              {t('after.releaseAll')}
            </Checkbox>
            <Button size="small" type="primary" disabled={still.length === 0} data-do="release" onClick={() => setOpen(true)}>
              {t('after.release')}
            </Button>
          </span>
        )
      }
    >
      {there.length === 0 && <p className="faint">{t('after.noForces')}</p>}
      <ul className="after-rows">
        {there.map((f) => (
          <li key={f.booking} data-force={f.booking}>
            {act && <Checkbox aria-label={f.name} checked={still.includes(f.booking)} onChange={(e) => setChosen(e.target.checked ? [...still, f.booking] : still.filter((c) => c !== f.booking))} />}
            <div className="grow">
              <Link to="/grid/elements/$id" params={{ id: f.force }}>
                {f.name}
              </Link>
              <div className="faint">{f.note}</div>
            </div>
            <span className="faint">
              {t('after.since')} <TimeText at={f.since} style="short" /> · {t('after.until')} <TimeText at={f.until} style="short" />
            </span>
          </li>
        ))}
      </ul>
      {(v.data.releases?.length ?? 0) > 0 && (
        <details>
          <summary>
            {t('after.releases')} {v.data.releases?.length}
          </summary>
          <ul className="after-plain">
            {v.data.releases?.map((r) => (
              <li key={r.booking}>
                <TimeText at={r.at} style="short" /> {r.name} {r.note} <span className="faint">{r.by}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {open && act && <ActDialog caseId={v.id} act={act} fixed={{ bookings: still }} initial={{ at: v.now, condition: 'fit', rest: true }} about={<p>{there.filter((f) => still.includes(f.booking)).map((f) => f.name).join('、')}</p>} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

const kindKeys = ['road', 'area', 'moved', 'supply', 'stop', 'other'];

function Measures({ v }: { v: AfterView }) {
  const { t, say } = useT();
  const [adding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<number>();
  const add = actOf(v.acts, 'measure');
  const lift = actOf(v.acts, 'lift');
  const words = (add?.form as { properties?: { kind?: { 'x-enum'?: Record<string, { zh: string; en: string }> } } } | undefined)?.properties?.kind?.['x-enum'];
  const list = v.data.measures ?? [];
  return (
    <Panel
      title={`${t('after.measures')} ${v.still_out.measures.length}`}
      extra={
        add && (
          <Button size="small" data-do="measure" onClick={() => setAdding(true)}>
            {t('after.addMeasure')}
          </Button>
        )
      }
    >
      {list.length === 0 && <p className="faint">{t('after.noMeasures')}</p>}
      <ul className="after-rows">
        {list.map((m) => (
          <li key={m.n} data-measure={m.n}>
            <div className="grow">
              {kindKeys.includes(m.kind) && words?.[m.kind] && <span className="tag tag-plain">{say(words[m.kind])}</span>} {m.text} {!!m.count && <span className="num">{t('after.people', { n: m.count })}</span>}
              <div className="faint">
                {t('after.since')} <TimeText at={m.since} style="short" /> {!!m.back && !m.lifted_at && t('after.back', { n: m.back })} {m.how}
              </div>
            </div>
            {m.lifted_at ? (
              <span className="faint">
                {t('after.lifted')} <TimeText at={m.lifted_at} style="short" />
              </span>
            ) : (
              lift && (
                <Button size="small" data-do="lift" onClick={() => setLifting(m.n)}>
                  {t('after.lift')}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      {adding && add && <ActDialog caseId={v.id} act={add} initial={{ since: v.now }} onClose={() => setAdding(false)} />}
      {lifting !== undefined && lift && <ActDialog caseId={v.id} act={lift} fixed={{ measure: lifting }} initial={{ at: v.now }} about={<p>{list[lifting - 1]?.text}</p>} onClose={() => setLifting(undefined)} />}
    </Panel>
  );
}

function Goods({ v }: { v: AfterView }) {
  const { t, say } = useT();
  return (
    <Panel title={`${t('after.goods')} ${v.still_out.goods.length}`}>
      {v.still_out.goods.length === 0 && <p className="faint">{t('after.noGoods')}</p>}
      <ul className="after-rows">
        {v.still_out.goods.map((g) => (
          <li key={g.case} data-goods={g.case}>
            <div className="grow">
              {g.title} <span className="tag tag-plain">{say(g.stage)}</span>
              <div className="faint num">
                {g.items.map((i) => `${i.name} ${i.under_way} ${i.unit} ${t('after.underWay')}`).join('，')}
                {g.held > 0 && ` ${t('after.held', { n: g.held })}`}
              </div>
            </div>
            <Link to="/desk/cases/$id" params={{ id: g.case }}>
              {t('after.goTo')}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Tasks({ v }: { v: AfterView }) {
  const { t, say } = useT();
  return (
    <Panel title={`${t('after.tasks')} ${v.still_out.tasks.length}`}>
      {v.still_out.tasks.length === 0 && <p className="faint">{t('after.noTasks')}</p>}
      <ul className="after-rows">
        {v.still_out.tasks.map((x) => (
          <li key={x.case} data-task={x.case}>
            <div className="grow">
              {x.title} <span className="tag tag-plain">{say(x.stage)}</span>
              <div className="faint">{x.who}</div>
            </div>
            <Link to="/desk/cases/$id" params={{ id: x.case }}>
              {t('after.goTo')}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The word for a verdict on a limit. */
export const verdictKey = (v: string) => `after.v_${v}` as Key;
