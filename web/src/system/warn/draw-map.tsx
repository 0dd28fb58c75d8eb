import { Button, Space } from 'antd';
import { useEffect, useReducer, useState } from 'react';
import { useT } from '@/i18n/desk';
import { AreaLayers } from '@/map/area-layers';
import { DrawLayer } from '@/map/draw-layer';
import { draw, noDrawing, type Drawing } from '@/map/draw-state';
import type { LonLat } from '@/map/geodesy';
import MapView from '@/map/map-view';
import { ringOf } from '@/map/shape';

/** The GeoJSON of a ring, closed. */
const textOf = (ring: LonLat[]) => JSON.stringify({ type: 'Polygon', coordinates: [[...ring, ring[0]]] });

/** A drawing of what was drawn before; nothing of what is no single polygon. */
function drawingOf(polygon: string | undefined): Drawing {
  if (!polygon) return noDrawing;
  try {
    const g = JSON.parse(polygon) as { type: string; coordinates: LonLat[][] };
    if (g.type !== 'Polygon' || !g.coordinates[0]) return noDrawing;
    return { ...noDrawing, shape: { kind: 'polygon', points: g.coordinates[0].slice(0, -1), around: 0 } };
  } catch {
    return noDrawing;
  }
}

/** The map on which the area of a warning is drawn. */
export default function DrawMap({ polygon, onChange }: { polygon?: string; onChange: (polygon: string | undefined) => void }) {
  const { t } = useT();
  const [start] = useState(() => drawingOf(polygon));
  const [drawing, act] = useReducer(draw, start);
  const ring = drawing.open || !drawing.shape ? undefined : ringOf(drawing.shape);
  const text = ring && textOf(ring);
  useEffect(() => {
    if (!drawing.open && (text ?? '') !== (polygon ?? '') && (text !== undefined || drawing.past.length > 0)) onChange(text);
  }, [text, polygon, drawing.open, drawing.past.length, onChange]);
  return (
    <>
      <Space wrap>
        <Button onClick={() => act(drawing.open ? { do: 'finish' } : { do: 'begin', kind: 'polygon' })} type={drawing.open ? 'primary' : 'default'}>
          {t(drawing.open ? 'warn.finish' : 'warn.draw')}
        </Button>
        {drawing.shape && <Button onClick={() => act(drawing.open ? { do: 'cancel' } : { do: 'delete' })}>{t('warn.clear')}</Button>}
        <span className="faint">{polygon ? t('warn.drawn') : t('warn.drawHint')}</span>
      </Space>
      <div className="warn-map">
        <MapView label={t('warn.map')}>
          <AreaLayers fit />
          <DrawLayer drawing={drawing} edit act={act} />
        </MapView>
      </div>
    </>
  );
}
