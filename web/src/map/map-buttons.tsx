import { HomeOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { outlinesQuery } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { useMap } from './map-view';
import { bounds } from './outer-edge';

/** Nearer, further, and back to the whole city; for those who have no wheel or no mouse. */
export function MapButtons() {
  const { t } = useT();
  const map = useMap();
  const { data } = useQuery(outlinesQuery('district'));
  return (
    <Space.Compact orientation="vertical" className="map-buttons">
      <Button icon={<PlusOutlined />} aria-label={t('map.zoomIn')} onClick={() => map?.zoomIn()} />
      <Button icon={<MinusOutlined />} aria-label={t('map.zoomOut')} onClick={() => map?.zoomOut()} />
      <Button
        icon={<HomeOutlined />}
        className="map-home"
        aria-label={t('map.wholeCity')}
        onClick={() => data?.features.length && map?.fitBounds(bounds(data), { padding: 24 })}
      />
    </Space.Compact>
  );
}
