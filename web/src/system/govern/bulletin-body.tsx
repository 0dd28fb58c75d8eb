import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { BulletinView, Figure } from '@/api/govern';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { perform } from '@/kit/act-panel';
import { Panel } from '@/kit/page';
import { SidePanel } from '@/kit/side-panel';
import { errorSentence, Nothing } from '@/kit/states';
import { Ranking } from './ranking';
import { DayField } from '@/kit/day-field';

type Item = NonNullable<BulletinView['bulletin']['agenda']>[number];

/** The figures, the agenda, the ranking and the mentions of a bulletin. */
export function BulletinBody({ b }: { b: BulletinView }) {
  const { t } = useT();
  const [open, setOpen] = useState<string>();
  const figures = b.bulletin.figures ?? [];
  const shown = figures.find((f) => f.name === open);
  const mentions = [
    { title: t('govern.praised'), list: b.bulletin.praised ?? [] },
    { title: t('govern.criticised'), list: b.bulletin.criticised ?? [] },
  ].filter((m) => m.list.length > 0);
  return (
    <>
      <Panel title={t('govern.figures')} extra={<span className="faint">{t('govern.figureHint')}</span>}>
        <div className="figures">
          {figures.map((f) => (
            <FigureCard key={f.name} f={f} onOpen={() => setOpen(f.name)} />
          ))}
        </div>
      </Panel>
      {b.kind === 'week' && (
        <Panel title={t('govern.agenda')}>
          <AgendaList b={b} />
        </Panel>
      )}
      {b.kind === 'month' && (
        <Panel title={t('govern.ranking')} extra={<span className="faint">{t('govern.rankRule')}</span>}>
          <Ranking rows={b.bulletin.ranks ?? []} />
        </Panel>
      )}
      {mentions.map((m) => (
        <Panel key={m.title} title={m.title}>
          <ul className="promises">
            {m.list.map((x, i) => (
              <li key={i}>
                <b>{x.name}</b> {x.reason}
              </li>
            ))}
          </ul>
        </Panel>
      ))}
      {shown && (
        <SidePanel open title={`${shown.title} ${shown.count}`} onClose={() => setOpen(undefined)}>
          <Records f={shown} />
        </SidePanel>
      )}
    </>
  );
}

function FigureCard({ f, onOpen }: { f: Figure; onOpen: () => void }) {
  const { lang } = useT();
  return (
    <button type="button" className={f.bad ? 'figure figure-bad' : 'figure'} onClick={onOpen} data-figure={f.name}>
      <b className="num">{f.count}</b>
      <span>{lang === 'en' ? f.english : f.title}</span>
    </button>
  );
}

/** What a figure counted. */
function Records({ f }: { f: Figure }) {
  const { t } = useT();
  const rows = f.records ?? [];
  return (
    <>
      <p>
        <b>{t('govern.rule')}</b> {f.rule}
      </p>
      <p className="faint">{t('govern.frozen')}</p>
      {rows.length === 0 && <Nothing title={t('govern.noRecords')} />}
      <ul className="matters">
        {rows.map((r, i) => (
          <li key={i} className="record">
            {r.link ? <Link to={r.link}>{r.text}</Link> : r.text}
            <span className="faint">{[r.area_name, r.state].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
      {!!f.more && <p className="faint">{t('govern.moreRecords', { n: f.more })}</p>}
    </>
  );
}

function AgendaList({ b }: { b: BulletinView }) {
  const { t } = useT();
  const may = useMay('govern.supervision.issue') && b.own && !b.published;
  const [deciding, setDeciding] = useState<number>();
  const items = b.bulletin.agenda ?? [];
  if (items.length === 0) return <Nothing title={t('govern.noAgenda')} />;
  return (
    <>
      <ol className="agenda">
        {items.map((x, i) => (
          <li key={i}>
            <span className="grow">
              {x.link ? <Link to={x.link}>{x.text}</Link> : x.text} <span className="faint">{[x.area_name, x.state].filter(Boolean).join(' · ')}</span>
            </span>
            {x.decided ? (
              <Link to="/desk/cases/$id" params={{ id: x.decided }}>
                {t('govern.supervised')}
              </Link>
            ) : (
              may && (
                <Button size="small" onClick={() => setDeciding(i)} data-decide={i + 1}>
                  {t('govern.toSupervision')}
                </Button>
              )
            )}
          </li>
        ))}
      </ol>
      {deciding !== undefined && items[deciding] && <Decide bulletin={b.id} n={deciding + 1} item={items[deciding]} onClose={() => setDeciding(undefined)} />}
    </>
  );
}

/** The day some days from today, as dates are written. */
const daysOn = (n: number) => new Date(Date.now() + 8 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10);

/** Makes an item of the agenda a matter of supervision; what is asked stands there already and may be changed. */
function Decide({ bulletin, n, item, onClose }: { bulletin: string; n: number; item: Item; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [demand, setDemand] = useState(t('govern.demandOf', { what: item.text, state: item.state ?? '' }));
  const [due, setDue] = useState(daysOn(7));
  const send = useMutation({
    mutationFn: () => perform(bulletin, 'decide', { item: n, name: item.name || item.area_name || item.text, kind: 'area', demand, due }),
    onSuccess: () => {
      void message.success(t('govern.done'));
      onClose();
    },
    onError: (e) => void message.error(errorSentence(e, t)),
  });
  return (
    <Modal open title={`${t('govern.toSupervision')} · ${item.text}`} onCancel={onClose} onOk={() => send.mutate()} okText={t('govern.toSupervision')} confirmLoading={send.isPending}>
      <label className="stack">
        {t('govern.demand')}
        <Input.TextArea rows={3} maxLength={2000} value={demand} onChange={(e) => setDemand(e.target.value)} />
      </label>
      <label className="stack">
        {t('govern.due')}
        <DayField value={due} onChange={setDue} />
      </label>
    </Modal>
  );
}
