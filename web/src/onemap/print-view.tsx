import './print.css';
import type { Map } from 'maplibre-gl';
import { Button, Checkbox, Input, Space, Spin } from 'antd';
import { useEffect, useState } from 'react';
import type { Kind } from '@/api/types';
import { useSession } from '@/app/session';
import { useT } from '@/i18n/desk';
import { shanghai } from '@/kit/time';
import { roundLength, snapshot, type Snapshot } from '@/map/snapshot';
import { Legend } from './legend';
import { lengthText } from './measure-words';

/** The map on a sheet of A3, landscape: title, legend, scale bar, north, who printed it and when, and of when the data are. */
export function PrintView(props: { map: Map; title: string; note: string; dataAt: number; kinds: Kind[]; onClose: () => void }) {
  const { t } = useT();
  const { data: me } = useSession();
  const [title, setTitle] = useState(props.title);
  const [white, setWhite] = useState(true);
  const [shot, setShot] = useState<Snapshot>();
  const [now] = useState(Date.now);
  useEffect(() => {
    let live = true;
    setShot(undefined);
    void snapshot(props.map, white).then((s) => live && setShot(s));
    return () => {
      live = false;
    };
  }, [props.map, white]);
  const print = () => {
    document.body.dataset.print = 'map';
    window.print();
    delete document.body.dataset.print;
  };
  const person = me?.person;
  return (
    <div className="print-view" role="dialog" aria-modal="true" aria-label={t('onemap.printMap')}>
      <div className="print-tools">
        <Input value={title} maxLength={60} onChange={(e) => setTitle(e.target.value)} aria-label={t('onemap.printTitle')} />
        <Checkbox checked={white} onChange={(e) => setWhite(e.target.checked)}>
          {t('onemap.printWhite')}
        </Checkbox>
        <Space>
          <Button type="primary" disabled={!shot} onClick={print} data-do="print-now">
            {t('onemap.printNow')}
          </Button>
          <Button autoFocus onClick={props.onClose}>
            {t('onemap.close')} <kbd>Esc</kbd>
          </Button>
        </Space>
      </div>
      <article className={`sheet ${white ? 'sheet-white' : ''}`} data-sheet data-ready={shot !== undefined}>
        <header>
          <h1>{title}</h1>
          <span>{props.note}</span>
        </header>
        <div className="sheet-map">
          {shot ? <img src={shot.url} alt={title} /> : <Spin />}
          <svg className="north" viewBox="0 0 40 60" role="img" aria-label={t('onemap.north')}>
            <path d="M20 2 L34 46 L20 36 L6 46 Z" fill="currentColor" />
            <text x="20" y="59" textAnchor="middle" fontSize="13" fill="currentColor">
              N
            </text>
          </svg>
          {shot && <ScaleBar shot={shot} />}
        </div>
        <footer>
          <Legend kinds={props.kinds} fixed />
          <dl>
            <dt>{t('onemap.dataAt')}</dt>
            <dd>{shanghai(props.dataAt, 'minute')}</dd>
            <dt>{t('onemap.printedAt')}</dt>
            <dd>{shanghai(now, 'minute')}</dd>
            <dt>{t('onemap.printedBy')}</dt>
            <dd>{[person?.name, person?.title].filter(Boolean).join(' · ')}</dd>
          </dl>
        </footer>
      </article>
    </div>
  );
}

/** The bar is as wide in per cent of the picture as its length is of what the picture shows, so it holds at any size. */
function ScaleBar({ shot }: { shot: Snapshot }) {
  const { t } = useT();
  const across = shot.width * shot.metresPerPixel;
  const metres = roundLength(across * 0.2);
  // The picture is cut to the sheet's form (object-fit: cover).
  const shown = Math.min(1, ((shot.height * 396) / 234) / shot.width);
  return (
    <div className="scale-bar" style={{ width: `${(metres / (across * shown)) * 100}%` }}>
      {lengthText(metres, t)}
    </div>
  );
}
