import { DownOutlined, RightOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Segmented, Slider } from 'antd';
import { useState } from 'react';
import type { Risk } from '@/api/types';
import { useT } from '@/i18n/desk';
import { branches, type Branch } from '@/kit/kind-tree';
import { count } from '@/kit/number';
import { risks } from '@/kit/risk-tag';
import { Nothing } from '@/kit/states';
import type { LayerKind } from './event-kinds';
import { layerOf, matching, switched, tally, type Layer, type Layers } from './layer-tree';

const folded = 'anlan.map.folded';
const readFolded = (): string[] => {
  try {
    return JSON.parse(localStorage.getItem(folded) ?? '[]') as string[];
  } catch {
    return [];
  }
};

export interface LayerPanelProps {
  kinds: LayerKind[];
  layers: Layers;
  onChange: (l: Layers) => void;
  countOf: (kind: string) => number | undefined;
  areaName: string;
}

/** The tree of layers, by theme where the server sorts by theme, with how many there are in the chosen area. */
export function LayerPanel(props: LayerPanelProps) {
  const { t } = useT();
  const [typed, setTyped] = useState('');
  const [shut, setShut] = useState(readFolded);
  const all = branches(props.kinds);
  const seen = matching(all, typed);
  const fold = (name: string) => {
    const next = shut.includes(name) ? shut.filter((x) => x !== name) : [...shut, name];
    setShut(next);
    localStorage.setItem(folded, JSON.stringify(next));
  };
  return (
    <>
      <Input allowClear size="small" value={typed} onChange={(e) => setTyped(e.target.value)} placeholder={t('onemap.findLayer')} aria-label={t('onemap.findLayer')} />
      <p className="faint layer-note" aria-live="polite">
        {t('onemap.countsOf', { area: props.areaName })}
        <Button type="link" size="small" onClick={() => props.onChange(switched(props.layers, props.kinds, false))}>
          {t('onemap.allOff')}
        </Button>
      </p>
      <div className="layer-tree">
        {seen.length === 0 && <Nothing title={t('map.searchNone')} />}
        {seen.map((b) => (
          <BranchRows key={b.name} branch={b} {...props} flat={all.length === 1 && b.name === ''} open={typed !== '' || !shut.includes(b.name)} onFold={() => fold(b.name)} />
        ))}
      </div>
    </>
  );
}

function BranchRows(props: LayerPanelProps & { branch: Branch<LayerKind>; flat: boolean; open: boolean; onFold: () => void }) {
  const { t, say } = useT();
  const { branch: b, layers } = props;
  const rows = b.kinds.map((k) => <LayerRow key={k.name} kind={k} {...props} layer={layerOf(layers, k.name)} />);
  if (props.flat) return rows;
  const state = tally(layers, b.kinds);
  const title = say(b.title);
  return (
    <div>
      <div className="layer-branch">
        <Button type="text" size="small" icon={props.open ? <DownOutlined /> : <RightOutlined />} aria-expanded={props.open} aria-label={`${title}: ${t(props.open ? 'map.collapse' : 'map.expand')}`} onClick={props.onFold} />
        <Checkbox checked={state === 'all'} indeterminate={state === 'some'} onChange={(e) => props.onChange(switched(layers, b.kinds, e.target.checked))}>
          {title}
        </Checkbox>
        <span className="faint num">{count(b.kinds.reduce((n, k) => n + (props.countOf(k.name) ?? 0), 0))}</span>
      </div>
      {props.open && (
        <div role="group" aria-label={title} className="layer-group">
          {rows}
        </div>
      )}
    </div>
  );
}

function LayerRow(props: LayerPanelProps & { kind: LayerKind; layer: Layer }) {
  const { t, say } = useT();
  const [more, setMore] = useState(false);
  const { kind: k, layer: l } = props;
  const put = (change: Partial<Layer>) => props.onChange({ ...props.layers, [k.name]: { ...l, ...change } });
  return (
    <div data-layer={k.name}>
      <div className="layer-row">
        <Checkbox checked={l.on} onChange={(e) => put({ on: e.target.checked })}>
          <i className="glyph" style={{ background: k.style.colour }}>
            {k.style.glyph}
          </i>
          {say(k.title)}
          {l.risk && <span className={`tag tag-${l.risk}`}>{t(`kit.${l.risk}`)}</span>}
        </Checkbox>
        <b className="num">{count(props.countOf(k.name))}</b>
        {!k.simple && <Button type="text" size="small" icon={<SettingOutlined />} aria-expanded={more} aria-label={t('onemap.layerSettings', { layer: say(k.title) })} onClick={() => setMore(!more)} />}
      </div>
      {more && (
        <div className="layer-more">
          <Segmented
            size="small"
            value={l.risk ?? 'all'}
            onChange={(v) => put({ risk: v === 'all' ? undefined : (v as Risk) })}
            options={[{ value: 'all', label: t('onemap.allRisks') }, ...risks.map((r) => ({ value: r, label: t(`kit.${r}`) }))]}
          />
          <div className="layer-opacity">
            <span className="faint">{t('onemap.opacity')}</span>
            <Slider min={10} max={100} step={10} value={l.opacity} onChange={(v) => put({ opacity: v })} ariaLabelForHandle={t('onemap.opacity')} />
            <span className="num">{l.opacity}%</span>
          </div>
        </div>
      )}
    </div>
  );
}
