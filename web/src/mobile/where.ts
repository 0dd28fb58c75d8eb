import { useEffect, useRef, useState } from 'react';
import { idempotencyKey } from '@/api/idempotency';
import { keep, recall } from './outbox';
import { outbox } from './store';

/** Where the phone is: WGS 84 degrees, and how sure it is, in metres. */
export interface Where {
  lon: number;
  lat: number;
  accuracy: number;
}

export function metres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const r = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * r) / 2) ** 2 + Math.cos(a.lat * r) * Math.cos(b.lat * r) * Math.sin(((b.lon - a.lon) * r) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** A coarse place, for sorting by distance: the satellite receiver stays off. */
export function useWhere(): Where | undefined {
  const [where, setWhere] = useState<Where>();
  useEffect(() => {
    if (!('geolocation' in navigator)) return;
    const id = navigator.geolocation.watchPosition(
      (p) => setWhere({ lon: p.coords.longitude, lat: p.coords.latitude, accuracy: p.coords.accuracy }),
      () => undefined,
      { enableHighAccuracy: false, maximumAge: 60_000 },
    );
    return () => navigator.geolocation.clearWatch(id);
  }, []);
  return where;
}

/** The exact place at the moment of a report; what is known when the receiver does not answer in ten seconds. */
export function placeNow(known: Where | undefined): Promise<Where | undefined> {
  return new Promise((done) => {
    if (!('geolocation' in navigator)) return done(known);
    navigator.geolocation.getCurrentPosition(
      (p) => done({ lon: p.coords.longitude, lat: p.coords.latitude, accuracy: Math.max(1, p.coords.accuracy) }),
      () => done(known),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 20_000 },
    );
  });
}

type Step = [lon: number, lat: number, seconds: number];
export interface Walk {
  began: number;
  steps: Step[];
}

/** Whether a place is worth keeping: 20 m from the last one, or two minutes later. */
export function worth(last: Step | undefined, next: Step): boolean {
  if (!last) return true;
  if (next[2] <= last[2]) return false;
  return next[2] - last[2] >= 120 || metres({ lon: last[0], lat: last[1] }, { lon: next[0], lat: next[1] }) >= 20;
}

const piece = 200;

/** Records where the person walks, in pieces, each kept on the phone until the server has it. A low battery turns the satellite receiver off. */
export function useTrack(person: string) {
  const [walk, setWalk] = useState<Walk>();
  const now = useRef<Walk>(undefined);
  const put = (w: Walk | undefined) => {
    now.current = w;
    setWalk(w);
    void keep(`walk:${person}`, w ?? null);
  };
  const queue = async (w: Walk) => {
    if (w.steps.length < 2) return;
    const id = idempotencyKey();
    await outbox.add({
      id, person, task: id, at: Date.now(), state: 'waiting',
      request: { path: `/api/patrol/tracks/${id}`, label: 'track', json: { began_at: new Date(w.began).toISOString(), points: w.steps } },
    });
  };
  useEffect(() => {
    void recall<Walk | null>(`walk:${person}`).then((k) => k?.value && !now.current && put(k.value));
    // The person does not change while this is shown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [person]);
  const on = walk !== undefined;
  useEffect(() => {
    if (!on || !('geolocation' in navigator)) return;
    let watch = 0;
    let stopped = false;
    void battery().then((level) => {
      if (stopped) return;
      watch = navigator.geolocation.watchPosition(
        (p) => {
          const w = now.current;
          if (!w) return;
          const step: Step = [p.coords.longitude, p.coords.latitude, Math.round((p.timestamp - w.began) / 1000)];
          if (step[2] < 0 || p.coords.accuracy > 100 || !worth(w.steps.at(-1), step)) return;
          const next = { ...w, steps: [...w.steps, step] };
          if (next.steps.length < piece) return put(next);
          void queue(next);
          put({ began: p.timestamp, steps: [[step[0], step[1], 0]] });
        },
        () => undefined,
        { enableHighAccuracy: level > 0.2, maximumAge: 10_000 },
      );
    });
    return () => {
      stopped = true;
      navigator.geolocation.clearWatch(watch);
    };
    // Only whether it runs matters.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [on]);
  return {
    walk,
    start: () => put({ began: Date.now(), steps: [] }),
    stop: async () => {
      const w = now.current;
      put(undefined);
      if (w) await queue(w);
    },
  };
}

async function battery(): Promise<number> {
  const n = navigator as Navigator & { getBattery?: () => Promise<{ level: number; charging: boolean }> };
  try {
    const b = await n.getBattery?.();
    return !b || b.charging ? 1 : b.level;
  } catch {
    return 1;
  }
}
