import { Button, Input, InputNumber, Select } from 'antd';
import type { StockItem } from '@/api/stock';
import { useT } from '@/i18n/desk';
import { DayField } from '@/kit/day-field';

/** A line of goods as it is entered. */
export interface Line {
  key: number;
  item?: string;
  amount?: number;
  unit?: string;
  bin?: string;
  batch?: string;
  expires?: string;
}

/** What may be chosen: an item with its units, and what there is of it where that matters. */
export type Choosable = Pick<StockItem, 'code' | 'name' | 'unit'> & Partial<Pick<StockItem, 'units' | 'keeps'>> & { note?: string; most?: number };

let last = 0;
export const newLine = (): Line => ({ key: ++last });

/** Lines of goods; with stored they also say where the goods lie and until when they are good. */
export function LinesField(props: { items: Choosable[]; value: Line[]; onChange: (v: Line[]) => void; stored?: boolean }) {
  const { t } = useT();
  const set = (key: number, part: Partial<Line>) => props.onChange(props.value.map((l) => (l.key === key ? { ...l, ...part } : l)));
  return (
    <div className="stock-lines">
      {props.value.map((l) => {
        const item = props.items.find((i) => i.code === l.item);
        const used = new Set(props.value.filter((o) => o.key !== l.key).map((o) => o.item));
        return (
          <div key={l.key} className={props.stored ? 'stock-line wide' : 'stock-line'}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              aria-label={t('stock.item')}
              placeholder={t('stock.item')}
              value={l.item}
              onChange={(v) => set(l.key, { item: v, unit: undefined })}
              options={props.items.filter((i) => props.stored || !used.has(i.code)).map((i) => ({ value: i.code, label: i.name, note: i.note }))}
              optionRender={(o) => (
                <>
                  {o.data.label} <small className="faint">{o.data.note}</small>
                </>
              )}
            />
            <InputNumber min={0} max={item?.most} precision={undefined} value={l.amount ?? null} onChange={(v) => set(l.key, { amount: v ?? undefined })} placeholder={t('stock.amount')} aria-label={t('stock.amount')} style={{ width: '100%' }} />
            {(item?.units?.length ?? 0) > 0 ? (
              <Select aria-label={t('stock.unit')} value={l.unit ?? item!.unit} onChange={(v) => set(l.key, { unit: v })} options={[item!.unit, ...item!.units!.map((u) => u.name)].map((u) => ({ value: u, label: u }))} />
            ) : (
              <span className="faint">{item?.unit}</span>
            )}
            {props.stored && <Input maxLength={30} value={l.bin} onChange={(e) => set(l.key, { bin: e.target.value })} placeholder={t('stock.bin')} aria-label={t('stock.bin')} />}
            {props.stored && <Input maxLength={40} value={l.batch} onChange={(e) => set(l.key, { batch: e.target.value })} placeholder={t('stock.batch')} aria-label={t('stock.batch')} />}
            {props.stored && <DayField value={l.expires} onChange={(v) => set(l.key, { expires: v })} label={t('stock.expires')} />}
            <Button size="small" type="text" aria-label={t('stock.removeLine')} disabled={props.value.length === 1} onClick={() => props.onChange(props.value.filter((o) => o.key !== l.key))}>
              ×
            </Button>
          </div>
        );
      })}
      <div>
        <Button size="small" onClick={() => props.onChange([...props.value, newLine()])}>
          {t('stock.addLine')}
        </Button>
      </div>
    </div>
  );
}

/** The lines that are filled in. */
export const filled = (lines: Line[]) => lines.filter((l): l is Line & { item: string; amount: number } => l.item !== undefined && (l.amount ?? 0) > 0);
