import { metres } from '../where';

const sides = ['north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'] as const;

interface Spot {
  lon: number;
  lat: number;
}

/** The way from one place to another: metres along the great circle, the bearing at its beginning in whole degrees, and its side of the sky. */
export function wayTo(from: Spot, to: Spot): { metres: number; bearing: number; side: (typeof sides)[number] } {
  const r = Math.PI / 180;
  const y = Math.sin((to.lon - from.lon) * r) * Math.cos(to.lat * r);
  const x = Math.cos(from.lat * r) * Math.sin(to.lat * r) - Math.sin(from.lat * r) * Math.cos(to.lat * r) * Math.cos((to.lon - from.lon) * r);
  const bearing = Math.round((Math.atan2(y, x) / r + 360) % 360) % 360;
  return { metres: metres(from, to), bearing, side: sides[Math.round(bearing / 45) % 8]! };
}
