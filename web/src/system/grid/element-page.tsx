import { AimOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { elementQuery, openAlarms } from '@/api/queries';
import type { ElementView } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, severityColour, SeverityTag, useAlarmKind } from '@/kit/alarm-tag';
import { ElementFacts, ElementPoints, NearList } from '@/kit/element-parts';
import { RiskTag } from '@/kit/risk-tag';
import { reading } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { Since } from '@/kit/time-text';

/** The page of one element: facts, points with charts, alarms, what is near by. */
export default function ElementPage() {
  const { t } = useT();
  const go = useNavigate();
  const { id } = useParams({ from: '/grid/elements/$id' });
  const element = useQuery(elementQuery(id));
  const seesPoints = useMay('signal.point.read');
  return (
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
            <Button icon={<AimOutlined />} onClick={() => void go({ to: '/', search: { at: `element:${e.id}` } })}>
              {t('register.onMap')}
            </Button>
          </PageHead>
          <div className="two">
            <div className="stack">
              <Panel title={t('register.facts')}>
                <ElementFacts element={e} />
              </Panel>
              {seesPoints && <ElementPoints element={e} />}
              <Below e={e} />
            </div>
            <div className="stack">
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
        </>
      )}
    </Loaded>
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
  const kind = useAlarmKind();
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
                  {a.point_title || a.point} {kind(a.kind)} {reading(a.value)} {a.unit}
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
