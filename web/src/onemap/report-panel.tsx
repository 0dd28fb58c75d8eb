import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons';
import { App, Button, Progress, Space } from 'antd';
import { useState } from 'react';
import type { Incident, Kind } from '@/api/types';
import type { Alarm } from '@/api/types';
import { useMay, useSession } from '@/app/session';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';
import { risks, RiskTag } from '@/kit/risk-tag';
import { SidePanel } from '@/kit/side-panel';
import { errorSentence, Failed, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { csv, download } from './csv';
import { PeopleInside } from './people-inside';
import { helps, type KindFound, type Where } from './report';
import { most, readAll, useReport } from './use-report';

export interface ReportProps {
  title: string;
  /** What the shape measures, in words. */
  note: string;
  where: Where;
  kinds: Kind[];
  alarms: Alarm[];
  incidents: Incident[];
  onOpen: (id: string) => void;
  onClose: () => void;
}

/** 范围内有什么: people, sites with their risks, and what can help, in a shape or an area. */
export function ReportPanel(props: ReportProps) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const { data: me } = useSession();
  const [busy, setBusy] = useState(false);
  const seesDuty = useMay('duty.post.read');
  const r = useReport(props.kinds, props.where);
  const sites = r.found.filter((f) => !helps(f.kind));
  const help = r.found.filter((f) => helps(f.kind));
  const counted = r.found.filter((f) => f.people > 0);
  const save = async () => {
    setBusy(true);
    try {
      download(`${props.title}-${shanghai(Date.now(), 'minute').replace(/[: ]/g, '')}.csv`, fileOf(await readAll(r.found, props.where), t, say));
    } catch (e) {
      void message.error(errorSentence(e, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <SidePanel
      open
      onClose={props.onClose}
      title={t('onemap.insideOf', { name: props.title })}
      footer={
        <Space>
          <Button icon={<DownloadOutlined />} loading={busy} disabled={r.found.length === 0} onClick={() => void save()} data-do="csv">
            {t('onemap.csv')}
          </Button>
          <Button icon={<PrinterOutlined />} onClick={() => printReport()} data-do="print-report">
            {t('onemap.print')}
          </Button>
        </Space>
      }
    >
      <div className="stack report" data-report data-ready={r.progress === 1}>
        <p className="faint">
          {props.note} {t('onemap.asOf', { at: shanghai(Date.now(), 'minute'), who: me?.person.name ?? '' })}
        </p>
        {r.progress < 1 && !r.error && <Progress percent={Math.round(r.progress * 100)} size="small" aria-label={t('kit.loading')} />}
        {r.error !== undefined && <Failed error={r.error} again={r.again} />}
        <div className="tiles report-tiles">
          <Tile n={props.alarms.length} word={t('onemap.alarmsInside')} tone="red" />
          <Tile n={props.incidents.length} word={t('map.incidents')} tone="red" />
          <Tile n={sites.reduce((n, f) => n + f.total, 0)} word={t('onemap.sites')} />
          <Tile n={help.reduce((n, f) => n + f.total, 0)} word={t('onemap.help')} />
        </div>
        {seesDuty && <PeopleInside where={props.where} />}
        {counted.length > 0 && (
          <Panel title={t('onemap.people')}>
            <ul className="sums">
              {counted.map((f) => (
                <li key={f.kind.name}>
                  <span>{say(f.kind.title)}</span>
                  <b className="num">{count(f.people)}</b>
                </li>
              ))}
            </ul>
            <p className="faint">{t('onemap.peopleNote')}</p>
          </Panel>
        )}
        {r.progress === 1 && r.found.length === 0 && <Nothing title={t('onemap.nothingInside')} hint={t('onemap.nothingInsideHint')} />}
        {help.length > 0 && <Kinds title={t('onemap.help')} found={help} onOpen={props.onOpen} />}
        {sites.length > 0 && <Kinds title={t('onemap.sites')} found={sites} onOpen={props.onOpen} />}
      </div>
    </SidePanel>
  );
}

function Tile({ n, word, tone }: { n: number; word: string; tone?: 'red' }) {
  return (
    <div className={`tile ${tone && n > 0 ? 'card-red' : ''}`}>
      <b className={`num big ${tone && n > 0 ? 'text-red' : ''}`}>{count(n)}</b>
      <span>{word}</span>
    </div>
  );
}

function Kinds({ title, found, onOpen }: { title: string; found: KindFound[]; onOpen: (id: string) => void }) {
  return (
    <Panel title={title}>
      {found.map((f) => (
        <KindPart key={f.kind.name} f={f} onOpen={onOpen} />
      ))}
    </Panel>
  );
}

function KindPart({ f, onOpen }: { f: KindFound; onOpen: (id: string) => void }) {
  const { t, say } = useT();
  const [n, setN] = useState(10);
  return (
    <details className="report-kind" open={f.total <= 10 || helps(f.kind)} data-kind={f.kind.name}>
      <summary>
        <i className="glyph" style={{ background: f.kind.style.colour }}>
          {f.kind.style.glyph}
        </i>
        <span className="grow">{say(f.kind.title)}</span>
        {risks.filter((r) => f.byRisk[r]).map((r) => <span key={r} className={`tag tag-${r}`}>{`${t(`kit.${r}`)} ${count(f.byRisk[r])}`}</span>)}
        <b className="num">{count(f.total)}</b>
      </summary>
      <ul className="found-list">
        {f.items.slice(0, n).map((e) => (
          <li key={e.id}>
            {e.risk && <RiskTag risk={e.risk} short />}
            <button type="button" className="linkish clip" onClick={() => onOpen(e.id)}>
              {e.name}
            </button>
            <span className="faint clip">{e.area_name}</span>
          </li>
        ))}
      </ul>
      {f.total > n && n < f.items.length && (
        <Button size="small" type="link" onClick={() => setN(n + 40)}>
          {t('kit.more')}
        </Button>
      )}
      {f.total > f.items.length && n >= f.items.length && <p className="faint">{t('onemap.worstOf', { n: f.items.length, total: count(f.total) })}</p>}
    </details>
  );
}

type Words = ReturnType<typeof useT>;
function fileOf(found: KindFound[], t: Words['t'], say: Words['say']): string {
  const head = [t('onemap.kind'), t('register.name'), t('onemap.level'), t('register.area'), t('register.address'), t('onemap.lon'), t('onemap.lat')];
  const rows = found.flatMap((f) => [
    ...f.items.map((e) => [say(f.kind.title), e.name, e.risk ? t(`kit.${e.risk as 'red'}`) : '', e.area_name || e.area, e.address, e.lon, e.lat]),
    ...(f.total > f.items.length ? [[say(f.kind.title), t('onemap.fileCut', { n: most, total: f.total })]] : []),
  ]);
  return csv([head, ...rows]);
}

/** Prints the report alone; its lists are opened for that. */
function printReport() {
  for (const d of document.querySelectorAll<HTMLDetailsElement>('.report details')) d.open = true;
  document.body.dataset.print = 'report';
  window.print();
  delete document.body.dataset.print;
}
