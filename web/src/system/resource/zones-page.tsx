import './stock.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { zonesQuery, type MoveUp, type Proposal, type ZoneBoard, type ZoneCover } from '@/api/force';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { CoverDialog } from './cover-dialog';
import { MoveDialog } from './move-dialog';

/** The five zones: what each has ready against its minimums, who should move up, and who did. */
export default function ZonesPage() {
  const { t } = useT();
  const zones = useQuery(zonesQuery());
  const b = zones.data;
  return (
    <>
      <PageHead title={t('force.zonesTitle')} note={b && (b.network ? t('force.network') : t('force.terms', { detour: b.terms.detour, peak: Math.round(b.terms.peak * 100) }))} />
      <Loaded of={zones}>{(board) => <Board b={board} />}</Loaded>
    </>
  );
}

function Board({ b }: { b: ZoneBoard }) {
  const { t } = useT();
  return (
    <>
      <div className="zones">
        {b.zones.map((z) => (
          <Zone key={z.zone} z={z} />
        ))}
      </div>
      <div className="zone-lists">
        <Panel title={t('force.proposals')}>
          <Proposals b={b} />
        </Panel>
        <Panel title={t('force.moves')}>
          {b.moves.length === 0 ? <Nothing title={t('force.noMoves')} /> : <ul className="cards">{b.moves.map((m) => <Standing key={m.id} m={m} zones={b.zones} />)}</ul>}
        </Panel>
      </div>
    </>
  );
}

/** One zone: stripped or covered, and each of its minimums. */
function Zone({ z }: { z: ZoneCover }) {
  const { t, say } = useT();
  const maySet = useMay('resource.zone.set');
  const [setting, setSetting] = useState(false);
  return (
    <section className={z.short ? 'zone zone-short' : 'zone'} data-zone={z.zone}>
      <div className="row">
        <h2 className="grow">{say(z.title)}</h2>
        <span className={z.short ? 'tag tag-red' : 'tag tag-blue'}>{t(z.short ? 'force.stripped' : 'force.covered')}</span>
      </div>
      <p className="zone-ready">
        {t('force.readyOf', { n: z.ready, all: z.teams })} · {t('force.inZone', { n: count(z.people) })}
      </p>
      <p className="faint">
        {t('force.outN', { n: z.out })} · {t('force.restN', { n: z.resting })} · {t('force.unfitN', { n: z.unfit })}
      </p>
      {z.covers.length === 0 ? (
        <p className="faint">{t('force.noCover')}</p>
      ) : (
        <table className="covers">
          <thead>
            <tr>
              <th>{t('force.sort')}</th>
              <th className="num">{t('force.have')}</th>
              <th className="num">{t('force.minimum')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {z.covers.map((c) => (
              <tr key={c.sort} className={c.short > 0 ? 'short' : ''}>
                <td>{say(c.sort_title)}</td>
                <td className="num">{c.have}</td>
                <td className="num">{c.minimum}</td>
                <td>{c.short > 0 && <span className="tag tag-red">{t('force.lacks', { n: c.short })}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="row">
        <Link to="/command/forces" search={{ zone: z.zone }} className="grow">{t('force.teamsIn')}</Link>
        {maySet && (
          <Button size="small" onClick={() => setSetting(true)}>
            {t('force.setCover')}
          </Button>
        )}
      </div>
      {setting && <CoverDialog zone={z} onClose={() => setSetting(false)} />}
    </section>
  );
}

/** Who should move up, gap by gap. */
function Proposals({ b }: { b: ZoneBoard }) {
  const { t, say } = useT();
  const gaps = b.zones.flatMap((z) => z.covers.filter((c) => c.short > 0).map((c) => ({ z, c, list: b.proposals.filter((p) => p.zone === z.zone && p.sort === c.sort) })));
  const mayMove = useMay('resource.force.book');
  const [moving, setMoving] = useState<Proposal>();
  if (gaps.length === 0) return <Nothing title={t('force.noProposals')} />;
  return (
    <>
      {gaps.map(({ z, c, list }) => (
        <div key={z.zone + c.sort} className="gap">
          <h3>
            {t('force.forZone', { zone: say(z.title), sort: say(c.sort_title) })} <span className="tag tag-red">{t('force.lacks', { n: c.short })}</span>
          </h3>
          {list.length === 0 && <p className="faint">{t('force.noSpare')}</p>}
          <ul className="cards">
            {list.map((p) => (
              <li key={p.force} className="card" data-proposed={p.force}>
                <div className="row">
                  <Link to="/command/forces" search={{ open: p.force }} className="grow clip"><b>{p.name}</b></Link>
                  <span className="num">{t('kit.minute', { n: p.minutes })}</span>
                  {mayMove && <Button size="small" type="primary" data-act="move-up" onClick={() => setMoving(p)}>{t('force.move')}</Button>}
                </div>
                <div className="faint">{say(p.why)} · {t('force.inZone', { n: p.present })}</div>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {moving && <MoveDialog proposal={moving} zone={say(b.zones.find((z) => z.zone === moving.zone)?.title)} onClose={() => setMoving(undefined)} />}
    </>
  );
}

function Standing({ m, zones }: { m: MoveUp; zones: ZoneCover[] }) {
  const { t, say } = useT();
  const [busy, act] = useActing('force');
  const mayMove = useMay('resource.force.book');
  const name = (z: string) => say(zones.find((x) => x.zone === z)?.title);
  return (
    <li className="card card-orange" data-moved={m.force}>
      <div className="row">
        <Link to="/command/forces" search={{ open: m.force }} className="grow clip"><b>{m.name}</b></Link>
        {mayMove && (
          <Popconfirm title={t('force.back')} okText={t('kit.ok')} cancelText={t('kit.cancel')} onConfirm={() => void act(() => body(api.POST('/api/resource/moves/{id}/end', { params: { path: { id: m.id } } })), t('force.backOk'))}>
            <Button size="small" loading={busy} data-act="go-back">{t('force.back')}</Button>
          </Popconfirm>
        )}
      </div>
      <div className="faint">
        {name(m.from)} → {name(m.to)} · <TimeText at={m.since} style="short" /> → <TimeText at={m.until} style="short" /> · {m.by} · {m.reason}
      </div>
    </li>
  );
}
