import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { happeningsQuery, type CityEventItem } from '@/api/watch';
import { useMay } from '@/app/session';
import type { TreeKind } from '@/kit/kind-tree';
import { layerOf, type Layers } from './layer-tree';

/** A row of the tree of layers. */
export interface LayerKind extends TreeKind {
  style: { colour: string; glyph: string };
  /** Without levels of risk and opacity. */
  simple?: boolean;
}

const theme = { name: 'happening', title: { zh: '正在发生', en: 'Happening now' } };
const one = (kind: string, glyph: string, zh: string, en: string): LayerKind & { kind: string } => ({ kind, name: `ev-${kind}`, title: { zh, en }, theme, style: { colour: '#f759ab', glyph }, simple: true });

/** The layers of what is happening, but for alarms and water, which have layers of their own. The sign says what it is, the colour how grave. */
export const eventLayers = [
  one('fire', '火', '火警', 'Fire calls'),
  one('rescue', '救', '救援', 'Rescue'),
  one('police', '警', '警情', 'Police'),
  one('traffic', '交', '交通事件', 'Traffic'),
  one('grid', '网', '网格事件', 'Grid events'),
  one('hotspot', '热', '卫星热点', 'Hot spots'),
  one('tower', '瞭', '瞭望报告', 'Tower reports'),
  one('drone', '机', '无人机报告', 'Drone reports'),
  one('person', '报', '现场报告', 'Reports on foot'),
  one('other', '他', '其他平台事件', 'Other events'),
];

const glyphs = new Map(eventLayers.map((l) => [l.kind, l.style.glyph]));

export type Happening = CityEventItem & { glyph: string };

/** What is happening in an area: how many of each layer, and those of the layers that are on. Asked for only when somebody looks. */
export function useHappenings(layers: Layers, area: string, listed = false): { countOf: (layer: string) => number | undefined; shown: Happening[]; may: boolean } {
  const may = useMay('nature.event.read');
  const any = eventLayers.some((l) => layerOf(layers, l.name).on);
  const { data } = useQuery({ ...happeningsQuery(area || undefined), enabled: may && (any || listed) });
  return useMemo(
    () => ({
      may,
      countOf: (layer: string) => (layer.startsWith('ev-') && data ? (data.kinds[layer.slice(3)] ?? 0) : undefined),
      shown: any ? (data?.items ?? []).filter((e) => e.placed && layerOf(layers, `ev-${e.kind}`).on && glyphs.has(e.kind)).map((e) => ({ ...e, glyph: glyphs.get(e.kind) ?? '' })) : [],
    }),
    [data, layers, may, any],
  );
}
