import { useQuery } from '@tanstack/react-query';
import { Button, InputNumber, Select } from 'antd';
import { depotKitsQuery } from '@/api/stock';
import { useT } from '@/i18n/desk';

/** So many of a kit. */
export interface KitLine {
  code: string;
  count: number;
}

/** Whole kits that are asked for; how many the depot can make stands beside each. */
export function KitsField({ depot, value, onChange }: { depot: string; value: KitLine[]; onChange: (v: KitLine[]) => void }) {
  const { t } = useT();
  const kits = useQuery(depotKitsQuery(depot));
  const list = (kits.data ?? []).filter((k) => !k.retired);
  if (list.length === 0) return null;
  const of = (code: string) => list.find((k) => k.code === code);
  return (
    <div className="stock-lines">
      {value.map((k) => (
        <div key={k.code} className="row">
          <span className="grow">{of(k.code)?.name ?? k.code}</span>
          <InputNumber min={1} max={of(k.code)?.whole} precision={0} value={k.count} onChange={(n) => onChange(value.map((o) => (o.code === k.code ? { ...o, count: n ?? 1 } : o)))} aria-label={t('stock.kitCount')} />
          <Button size="small" type="text" aria-label={t('stock.removeLine')} onClick={() => onChange(value.filter((o) => o.code !== k.code))}>
            ×
          </Button>
        </div>
      ))}
      <Select<string | null>
        aria-label={t('stock.kitPick')}
        placeholder={t('stock.kitPick')}
        value={null}
        onChange={(code) => code && onChange([...value, { code, count: 1 }])}
        options={list.filter((k) => !value.some((o) => o.code === k.code)).map((k) => ({ value: k.code, label: `${k.name} · ${t('stock.kitWhole', { n: k.whole })}`, disabled: k.whole === 0 }))}
      />
    </div>
  );
}
