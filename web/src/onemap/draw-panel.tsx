import { DeleteOutlined, RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, InputNumber, Space } from 'antd';
import { useT } from '@/i18n/desk';
import { Facts } from '@/kit/page';
import type { DrawAct, Drawing } from '@/map/draw-state';
import type { LonLat } from '@/map/geodesy';
import { crossed, fewest, measure, mostAround, ringOf, shapeKinds, whole, type Shape } from '@/map/shape';
import { areaText, lengthText } from './measure-words';

const hints = { point: 'onemap.hintPoint', line: 'onemap.hintLine', polygon: 'onemap.hintPolygon', circle: 'onemap.hintCircle' } as const;
const names = { point: 'onemap.point', line: 'onemap.line', polygon: 'onemap.polygon', circle: 'onemap.circle' } as const;

/** Draw, measure, and what is around: everything that can be done with the mouse can be done here with the keys. */
export function DrawPanel({ drawing, act, onReport }: { drawing: Drawing; act: (a: DrawAct) => void; onReport: () => void }) {
  const { t } = useT();
  const s = drawing.shape;
  const done = !drawing.open && whole(s);
  return (
    <div className="stack draw-panel">
      <Space.Compact block>
        {shapeKinds.map((k, i) => (
          <Button key={k} type={s?.kind === k && drawing.open ? 'primary' : 'default'} aria-pressed={s?.kind === k && drawing.open} onClick={() => act({ do: 'begin', kind: k })} data-draw={k}>
            {t(names[k])} <kbd>{i + 1}</kbd>
          </Button>
        ))}
      </Space.Compact>
      <p className="faint" aria-live="polite">
        {drawing.open && s ? t(hints[s.kind]) : s ? t('onemap.hintEdit') : t('onemap.hintDraw')}
      </p>
      <Space wrap>
        <Button size="small" icon={<UndoOutlined />} disabled={drawing.past.length === 0} onClick={() => act({ do: 'undo' })}>
          {t('onemap.undo')}
        </Button>
        <Button size="small" icon={<RedoOutlined />} disabled={drawing.future.length === 0} onClick={() => act({ do: 'redo' })}>
          {t('onemap.redo')}
        </Button>
        {drawing.open && (
          <Button size="small" type="primary" disabled={!whole(s)} onClick={() => act({ do: 'finish' })} data-do="finish-drawing">
            {t('onemap.finish')}
          </Button>
        )}
        <Button size="small" icon={<DeleteOutlined />} disabled={!s} onClick={() => act({ do: 'delete' })}>
          {t('onemap.delete')}
        </Button>
      </Space>
      {s && <Measures shape={s} />}
      {done && (
        <>
          <label className="row">
            <span>{t('onemap.around')}</span>
            <InputNumber
              size="small"
              min={0}
              max={mostAround}
              step={100}
              value={s.around}
              suffix={t('onemap.metre')}
              aria-label={t('onemap.around')}
              onChange={(v) => act({ do: 'around', metres: Number(v ?? 0) })}
              data-field="around"
            />
          </label>
          <Button type="primary" disabled={!ringOf(s) || crossed(s)} onClick={onReport} data-do="report">
            {t('onemap.whatInside')} <kbd>I</kbd>
          </Button>
          {!ringOf(s) && <p className="faint">{t('onemap.needsAround')}</p>}
          <Corners shape={s} act={act} />
        </>
      )}
    </div>
  );
}

function Measures({ shape }: { shape: Shape }) {
  const { t } = useT();
  const m = measure(shape);
  if (m.length === undefined && m.area === undefined) return null;
  const way = shape.kind === 'circle' ? 'onemap.radius' : shape.kind === 'polygon' ? 'onemap.perimeter' : 'onemap.length';
  return (
    <div className="measures" aria-live="polite" data-measure>
      <Facts
        items={[
          ...(m.length === undefined ? [] : [[t(way), <b key="l">{lengthText(m.length, t)}</b>] as [string, React.ReactNode]]),
          ...(m.area === undefined ? [] : [[t(shape.around > 0 ? 'onemap.areaAround' : 'onemap.area'), <b key="a">{areaText(m.area, t)}</b>] as [string, React.ReactNode]]),
        ]}
      />
      {crossed(shape) && <p className="overdue">{t('onemap.crossed')}</p>}
    </div>
  );
}

/** Corners as numbers: to set them exactly, and without a mouse. */
function Corners({ shape: s, act }: { shape: Shape; act: (a: DrawAct) => void }) {
  const { t } = useT();
  const put = (n: number, at: LonLat) => act({ do: 'move', n, at });
  return (
    <details>
      <summary>{t('onemap.corners', { n: s.points.length })}</summary>
      <ol className="corners">
        {s.points.map(([x, y], n) => (
          <li key={n}>
            <InputNumber size="small" value={Number(x.toFixed(5))} step={0.001} min={-180} max={180} aria-label={t('onemap.cornerLon', { n: n + 1 })} onChange={(v) => v !== null && put(n, [Number(v), y])} />
            <InputNumber size="small" value={Number(y.toFixed(5))} step={0.001} min={-85} max={85} aria-label={t('onemap.cornerLat', { n: n + 1 })} onChange={(v) => v !== null && put(n, [x, Number(v)])} />
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('onemap.cornerDelete', { n: n + 1 })}
              disabled={s.points.length <= fewest[s.kind]}
              onClick={() => act({ do: 'remove', n })}
            />
          </li>
        ))}
      </ol>
    </details>
  );
}
