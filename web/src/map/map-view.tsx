import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import * as maplibregl from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { createContext, use, useEffect, useRef, useState, type ReactNode } from 'react';
import { useT } from '@/i18n/desk';
import { emptyStyle } from './style';

maplibregl.setWorkerUrl(workerUrl);

const MapContext = createContext<maplibregl.Map | undefined>(undefined);

/** The map around this component; undefined until it can take layers. */
export function useMap(): maplibregl.Map | undefined {
  return use(MapContext);
}

export interface Padding {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** How long the browser has to give a lost WebGL context back before the map is made anew. */
const patience = 5000;

/** A screen that stays up for days loses its graphics context now and then: when it does not come back by itself, `again` is called. */
function keepDrawing(map: maplibregl.Map, again: () => void): () => void {
  let wait: ReturnType<typeof setTimeout> | undefined;
  const lost = () => {
    clearTimeout(wait);
    wait = setTimeout(again, patience);
  };
  const back = () => {
    clearTimeout(wait);
    map.triggerRepaint();
  };
  map.on('webglcontextlost', lost);
  map.on('webglcontextrestored', back);
  return () => clearTimeout(wait);
}

/** The bare map. What is on it are its children: each adds its own layers and takes them away again. */
export default function MapView(props: { label: string; padding?: Partial<Padding>; className?: string; minZoom?: number; children?: ReactNode }) {
  const { t } = useT();
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibregl.Map>();
  const [drawn, setDrawn] = useState(false);
  const [broken, setBroken] = useState(false);
  const [turn, setTurn] = useState(0);
  const { left = 0, right = 0, top = 0, bottom = 0 } = props.padding ?? {};
  const label = useRef(props.label);
  const farthest = useRef(props.minZoom ?? 6);
  const wanted = useRef<Padding>({ left, right, top, bottom });

  useEffect(() => {
    if (!box.current) return;
    let made: maplibregl.Map;
    try {
      made = new maplibregl.Map({
        container: box.current,
        style: emptyStyle(),
        center: [123.2, 42.0],
        zoom: 7.6,
        minZoom: farthest.current,
        maxZoom: 18,
        fadeDuration: 0,
        locale: { 'Map.Title': label.current },
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        localIdeographFontFamily: "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif",
      });
    } catch {
      setBroken(true);
      return;
    }
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.on('load', () => {
      made.setPadding(wanted.current);
      setMap(made);
    });
    const stop = keepDrawing(made, () => setTurn((n) => n + 1));
    return () => {
      stop();
      setMap(undefined);
      made.remove();
    };
  }, [turn]);

  // What is on the map is drawn some time after the map itself; until then it is not an empty one.
  // Its element says when it rests: nothing moves, and all that was put on it is drawn and can be pressed.
  useEffect(() => {
    if (!map) return;
    const said = map.getContainer().dataset;
    const stirs = () => delete said.rest;
    const heard = [
      map.on('idle', () => {
        said.rest = 'true';
        setDrawn(true);
      }),
      map.on('movestart', stirs),
      map.on('dataloading', stirs),
    ];
    return () => {
      for (const h of heard) h.unsubscribe();
      stirs();
      setDrawn(false);
    };
  }, [map]);

  useEffect(() => {
    wanted.current = { left, right, top, bottom };
    const now = map?.getPadding();
    // Setting it, even to the same, would stop a flight that is under way.
    if (now && (now.left !== left || now.right !== right)) map?.easeTo({ center: map.getCenter(), padding: wanted.current, duration: 200 });
  }, [map, left, right, top, bottom]);

  return (
    <div className={`map-box ${props.className ?? ''}`}>
      <div ref={box} className="map-canvas" role="region" aria-label={props.label} />
      {!drawn && !broken && (
        <div className="map-broken map-waits" role="status">
          {t('kit.loading')}
        </div>
      )}
      {broken && <div className="map-broken">{t('map.noGl')}</div>}
      <MapContext value={map}>{map && props.children}</MapContext>
    </div>
  );
}
