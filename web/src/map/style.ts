import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl';

export const riskColour = { red: '#ff4d4f', orange: '#ff9f2e', yellow: '#ffd83d', blue: '#4aa3ff' } as const;
export const severityColour = { critical: '#ff4d4f', high: '#ff9f2e', medium: '#ffd83d', low: '#4aa3ff' } as const;

export const ground = '#071120';
export const labelFont = ['sans-serif'];

/** Empty layers that mark heights: what is added "before" one of them lies below it. */
export const slots = { areas: 'slot-areas', elements: 'slot-elements', alarms: 'slot-alarms', top: 'slot-top' } as const;

/** The map without a basemap: ground, and the heights at which the rest goes in. */
export function emptyStyle(): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': ground } },
      ...Object.values(slots).map((id) => ({ id, type: 'background' as const, layout: { visibility: 'none' as const } })),
    ],
  };
}

/** A value that depends on the risk level of the feature. */
export function byRisk<T extends number | string>(red: T, orange: T, yellow: T, blue: T, other: T): ExpressionSpecification {
  return ['match', ['get', 'risk'], 'red', red, 'orange', orange, 'yellow', yellow, 'blue', blue, other] as ExpressionSpecification;
}

export function bySeverity<T extends number | string>(critical: T, high: T, medium: T, low: T): ExpressionSpecification {
  return ['match', ['get', 'severity'], 'critical', critical, 'high', high, 'medium', medium, low] as ExpressionSpecification;
}
