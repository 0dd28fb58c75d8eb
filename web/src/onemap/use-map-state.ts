import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { draw, noDrawing, type DrawAct, type Drawing } from '@/map/draw-state';
import { whole } from '@/map/shape';
import { layersFrom, layersText, type Layers } from './layer-tree';
import { fromLink, linkParts, toLink, type Linked, type LinkParts, type Theme, type View } from './map-link';

const usual = 'enterprise,hazard-source,depot';
const key = (person: string) => `anlan.map.${person}`;

export interface MapState {
  at: string;
  show: (at: string) => void;
  layers: Layers;
  setLayers: (l: Layers) => void;
  area: string;
  setArea: (code: string) => void;
  theme: Theme;
  setTheme: (t: Theme) => void;
  drawing: Drawing;
  act: (a: DrawAct) => void;
  /** Where the map is to look when it opens. */
  view?: View;
  moved: (v: View) => void;
  /** The address of the map as it stands. */
  link: () => string;
  parts: () => LinkParts;
  open: (p: LinkParts) => void;
  /** Counts up when `view` is to be looked at anew. */
  looks: number;
}

/** All of the map that an address carries and a person's browser remembers. The address follows, so it can be copied at any time. */
export function useMapState(person: string): MapState {
  const go = useNavigate();
  const search = useSearch({ from: '/' });
  const [first] = useState(() => fromLink(search));
  const [layers, setLayers] = useState<Layers>(() => first.layers ?? layersFrom(localStorage.getItem(key(person)) ?? usual));
  const [area, setArea] = useState(first.area);
  const [theme, setTheme] = useState<Theme>(first.theme);
  const [drawing, act] = useReducer(draw, noDrawing, (d) => (first.shape ? draw(d, { do: 'put', shape: first.shape }) : d));
  const [asked, setAsked] = useState({ view: first.view, looks: 0 });
  const view = useRef(first.view);
  const at = search.at ?? '';

  const shape = !drawing.open && whole(drawing.shape) ? drawing.shape : undefined;
  const state = useRef<Omit<Linked, 'view'>>({ layers, area, theme, shape });
  state.current = { layers, area, theme, shape };
  const parts = useCallback(() => toLink({ ...state.current, view: view.current }), []);
  const show = useCallback((s: string) => void go({ to: '/', search: { ...parts(), ...(s && { at: s }) }, replace: true }), [go, parts]);
  const here = useRef(at);
  here.current = at;
  // Not once somebody is on their way to another page, which the map outlives for as long as that page loads.
  const follow = useCallback(() => {
    if (location.pathname === '/') show(here.current);
  }, [show]);

  useEffect(() => localStorage.setItem(key(person), layersText(layers) || 'none'), [person, layers]);
  const began = useRef(false);
  useEffect(() => {
    if (began.current) follow();
    began.current = true;
  }, [follow, layers, area, theme, shape]);
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(wait.current), []);
  const moved = useCallback(
    (v: View) => {
      view.current = v;
      clearTimeout(wait.current);
      wait.current = setTimeout(follow, 700);
    },
    [follow],
  );
  const open = useCallback((p: LinkParts) => {
    const l = fromLink(p);
    if (l.layers) setLayers(l.layers);
    setArea(l.area);
    setTheme(l.theme);
    act({ do: 'put', shape: l.shape });
    view.current = l.view;
    setAsked((old) => ({ view: l.view, looks: old.looks + 1 }));
  }, []);
  const link = useCallback(() => `${location.origin}/?${query({ ...parts(), ...(here.current && { at: here.current }) })}`, [parts]);
  return useMemo(
    () => ({ at, show, layers, setLayers, area, setArea, theme, setTheme, drawing, act, view: asked.view, looks: asked.looks, moved, link, parts, open }),
    [at, show, layers, area, theme, drawing, asked, moved, link, parts, open],
  );
}

/** As the router reads it: what looks like a number stands in quotes. */
function query(p: LinkParts & { at?: string }): string {
  const quoted = (v: string) => (/^[\d.]+$/.test(v) ? JSON.stringify(v) : v);
  return ['at' as const, ...linkParts].flatMap((k) => (p[k] ? [`${k}=${encodeURIComponent(quoted(p[k]))}`] : [])).join('&');
}
