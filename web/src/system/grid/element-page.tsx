import { AimOutlined, PrinterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { lazy, Suspense } from 'react';
import { elementQuery, openAlarms } from '@/api/queries';
import type { ElementView } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, severityColour, SeverityTag, useAlarmWords } from '@/kit/alarm-tag';
import { ElementFacts, ElementPoints, NearList } from '@/kit/element-parts';
import { PageHead, Panel } from '@/kit/page';
import { RiskTag } from '@/kit/risk-tag';
import { Loaded, Loading } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { Since } from '@/kit/time-text';
import { EnterpriseFile } from './enterprise-file';
import { HazardsPanel } from './hazards-panel';
import { HistoryPanel, TakeOut } from './history-panel';
import { DayField } from '@/kit/day-field';

const FileMap = lazy(() => import('./file-map'));

/** The page of one element, now or as it was known on a day; of an enterprise its whole file. */
export default function ElementPage() {
  const { t } = useT();
  const go = useNavigate();
  const { id } = useParams({ from: '/grid/elements/$id' });
  const { at } = useSearch({ from: '/grid/elements/$id' });
  const element = useQuery(elementQuery(id, at));
  const seesPoints = useMay('signal.point.read');
  const then = (day: string) => void go({ to: '/grid/elements/$id', params: { id }, search: day ? { at: `${day}T23:59:59+08:00` } : {} });
  return (
    <>
      {at && (
        <Alert
          className="file-past"
          type="warning"
          showIcon
          title={t('file.asOfNote', { at: shanghai(at, 'minute') })}
          action={
            <Button size="small" onClick={() => then('')}>
              {t('file.toNow')}
            </Button>
          }
        />
      )}
      <Loaded of={element}>
        {(e) => (
          <>
            <PageHead
              title={e.name}
              note={
                e.parent_name && (
                  <Link to="/grid/elements/$id" params={{ id: e.parent }}>
                    {e.parent_name}
                  </Link>
                )
              }
            >
              <label className="row no-print">
                <span className="faint">{t('file.asOf')}</span>
                <DayField value={at?.slice(0, 10)} onChange={then} />
              </label>
              <Button icon={<AimOutlined />} onClick={() => void go({ to: '/', search: { at: `element:${e.id}` } })}>
                {t('register.onMap')}
              </Button>
              <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
                {t('file.print')}
              </Button>
              {e.may_put && <TakeOut e={e} />}
            </PageHead>
            {e.kind === 'enterprise' ? (
              <div className="stack">
                <EnterpriseFile e={e} />
                {!at && <HistoryPanel e={e} />}
              </div>
            ) : (
              <div className="two">
                <div className="stack">
                  <Panel title={t('register.facts')}>
                    <ElementFacts element={e} />
                  </Panel>
                  {e.kind === 'hazard-source' && <HazardsPanel id={e.id} />}
                  {seesPoints && <ElementPoints element={e} />}
                  <Below e={e} />
                  {!at && <HistoryPanel e={e} />}
                </div>
                <div className="stack">
                  {e.shape !== undefined && (
                    <Panel title={t('file.shape')} className="file-map">
                      <Suspense fallback={<Loading />}>
                        <FileMap e={e} />
                      </Suspense>
                    </Panel>
                  )}
                  {seesPoints && <ElementAlarms id={e.id} />}
                  {(['camera', 'rescue-team', 'depot'] as const)
                    .filter((k) => k !== e.kind)
                    .map((k) => (
                      <Panel key={k} title={`${t('register.near')} · ${t(({ camera: 'register.camera', 'rescue-team': 'register.rescueTeam', depot: 'register.depot' } as const)[k])}`}>
                        <NearList lon={e.lon} lat={e.lat} kind={k} k={5} />
                      </Panel>
                    ))}
                </div>
              </div>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

/** The elements that belong to this one, such as the hazard sources of an enterprise. */
function Below({ e }: { e: ElementView }) {
  const { say } = useT();
  return e.children
    .filter((g) => g.items.length > 0)
    .map((g) => (
      <Panel key={g.kind} title={say(g.title)}>
        <ul className="near">
          {g.items.map((x) => (
            <li key={x.id}>
              <Link to="/grid/elements/$id" params={{ id: x.id }} className="clip">
                {x.name}
              </Link>
              <RiskTag risk={x.risk} />
            </li>
          ))}
        </ul>
      </Panel>
    ));
}

function ElementAlarms({ id }: { id: string }) {
  const { t } = useT();
  const words = useAlarmWords();
  const alarms = useQuery(openAlarms);
  const here = (alarms.data ?? []).filter((a) => a.element === id);
  return (
    <Panel title={t('register.alarms')}>
      {here.length === 0 ? (
        <span className="faint">{t('register.noAlarms')}</span>
      ) : (
        <ul className="cards">
          {here.map((a) => (
            <li key={a.id} className={`card card-${severityColour[a.severity]}`}>
              <Link to="/monitor/alarms" search={{ open: a.id }} className="row">
                <SeverityTag severity={a.severity} /> <AlarmStateTag state={a.state} />
                <span className="grow clip">
                  {a.point_title || a.point} {words.line(a)}
                </span>
                <span className="faint">
                  <Since at={a.raised_at} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
