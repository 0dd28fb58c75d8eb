import type { GeoJSONSource, LayerSpecification, Map } from 'maplibre-gl';
import { useEffect } from 'react';
import { useMap } from './map-view';

type SourcedLayer = LayerSpecification & { source: string };

const isEmpty = (data: GeoJSON.GeoJSON) => data.type === 'FeatureCollection' && data.features.length === 0;

/**
 * Puts a GeoJSON source and its layers on the map while the component is shown, below the slot `before`, and keeps the
 * data current. `id` must be unique on the map and `layers` stable. Features are known by their property `code`. Layers with nothing on them are hidden: even an empty
 * one costs a drawing of the whole screen, in which its tiles are cut out.
 */
export function useGeoLayers(id: string, before: string, layers: SourcedLayer[], data: GeoJSON.GeoJSON): Map | undefined {
  const map = useMap();
  useEffect(() => {
    if (!map) return;
    map.addSource(id, { type: 'geojson', promoteId: 'code', data: { type: 'FeatureCollection', features: [] } });
    for (const l of layers) map.addLayer({ ...l, layout: { ...l.layout, visibility: 'none' } } as SourcedLayer, before);
    return () => {
      if (!map.style) return;
      for (const l of layers) if (map.getLayer(l.id)) map.removeLayer(l.id);
      if (map.getSource(id)) map.removeSource(id);
    };
  }, [map, id, before, layers]);
  useEffect(() => {
    const source = map?.getSource<GeoJSONSource>(id);
    if (!map || !source) return;
    source.setData(data);
    for (const l of layers) map.setLayoutProperty(l.id, 'visibility', isEmpty(data) ? 'none' : 'visible');
  }, [map, id, layers, data]);
  return map;
}

export function points<P extends object>(items: { lon?: number; lat?: number; properties: P }[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: items
      .filter((i) => typeof i.lon === 'number' && typeof i.lat === 'number' && (i.lon !== 0 || i.lat !== 0))
      .map((i) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [i.lon!, i.lat!] },
        properties: i.properties,
      })),
  };
}
