import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Space } from 'antd';
import { elementQuery } from '@/api/queries';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { ElementFacts, ElementPoints, NearList } from '@/kit/element-parts';
import { Panel } from '@/kit/page';
import { SidePanel } from '@/kit/side-panel';
import { Loaded } from '@/kit/states';
import { matterOf } from '@/system/roster/matter-of';
import { WhoAnswers } from '@/system/roster/who-answers';

/** What is known of an element, from the map: its facts, its points with values, cameras and teams near by. */
export function ElementDrawer({ id, onClose, onAround }: { id: string; onClose: () => void; onAround: (lon: number, lat: number) => void }) {
  const { t } = useT();
  const element = useQuery(elementQuery(id));
  const seesPoints = useMay('signal.point.read');
  const seesDuty = useMay('duty.post.read');
  return (
    <SidePanel
      open={id !== ''}
      onClose={onClose}
      title={element.data?.name}
      footer={
        element.data && (
          <Space size="large">
            <Button onClick={() => onAround(element.data.lon, element.data.lat)} data-do="around">
              {t('onemap.aroundThis')}
            </Button>
            <Link to="/grid/elements/$id" params={{ id }}>
              {t('map.openPage')}
            </Link>
          </Space>
        )
      }
    >
      <Loaded of={element}>
        {(e) => (
          <div className="stack">
            <ElementFacts element={e} />
            {seesDuty && (
              <Panel title={t('duty.who')}>
                <WhoAnswers element={e.id} matter={matterOf(e.kind)} lon={e.lon} lat={e.lat} />
              </Panel>
            )}
            {seesPoints && <ElementPoints element={e} />}
            {e.kind !== 'camera' && (
              <Panel title={t('map.cameras')}>
                <NearList lon={e.lon} lat={e.lat} kind="camera" />
              </Panel>
            )}
            {e.kind !== 'rescue-team' && (
              <Panel title={t('map.teams')}>
                <NearList lon={e.lon} lat={e.lat} kind="rescue-team" k={4} />
              </Panel>
            )}
          </div>
        )}
      </Loaded>
    </SidePanel>
  );
}
