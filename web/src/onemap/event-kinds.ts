import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { happeningsQuery, type CityEventItem } from '@/api/watch';
import { useMay } from '@/app/session';
import { happening } from '@/i18n/words/happening';
import type { TreeKind } from '@/kit/kind-tree';
import { layerOf, type Layers } from './layer-tree';

/** A row of the tree of layers. */
export interface LayerKind extends TreeKind {
  style: { colour: string; glyph: string };
  /** Without levels of risk and opacity. */
  simple?: boolean;
}

const theme = { name: 'happening', title: { zh: happening.theme[0], en: happening.theme[1] } };

/** The layers of what is happening, but for alarms and water, which have layers of their own. The sign says what it is, the colour how grave. */
export const eventLayers = happening.kinds.map(([kind, glyph, zh, en]): LayerKind & { kind: string } => ({ kind, name: `ev-${kind}`, title: { zh, en }, theme, style: { colour: '#f759ab', glyph }, simple: true }));

const glyphs = new Map(eventLayers.map((l): [string, string] => [l.kind, l.style.glyph]));

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
