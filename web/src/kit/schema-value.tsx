import { useT } from '@/i18n/desk';
import { reading } from './number';
import { RiskTag } from './risk-tag';
import { optionsOf, propertiesOf, titleOf, typeOf, unitOf, type Schema } from './schema';
import { Facts } from './page';
import { SourceTitle } from './source-select';
import { TimeText } from './time-text';

/** One value, shown as its schema says. */
export function SchemaValue({ schema, value }: { schema: Schema; value: unknown }) {
  const { t, say } = useT();
  if (value === undefined || value === null || value === '') return <span className="faint">–</span>;
  const option = optionsOf(schema, say)?.find((o) => o.value === value);
  if (option && !schema.format?.includes('risk')) return <>{option.label}</>;
  if (schema.format === 'risk') return <RiskTag risk={String(value)} />;
  if (schema.format === 'date-time') return <TimeText at={String(value)} />;
  if (typeof value === 'boolean') return <>{t(value ? 'kit.yes' : 'kit.no')}</>;
  if (typeof value === 'number' && schema.format === 'year') return <span className="num">{value}</span>;
  if (typeof value === 'number') {
    const unit = unitOf(schema);
    return (
      <span className="num">
        {reading(value)}
        {unit && <span className="faint"> {unit}</span>}
      </span>
    );
  }
  if (schema['x-source'] && typeof value === 'string') return <SourceTitle source={schema['x-source']} value={value} />;
  if (Array.isArray(value)) {
    return (
      <>
        {value.map((v, i) => (
          <span key={i}>
            {i > 0 && '、'}
            <SchemaValue schema={schema['x-source'] ? { 'x-source': schema['x-source'] } : (schema.items ?? {})} value={v} />
          </span>
        ))}
      </>
    );
  }
  if (typeof value === 'object') {
    const o = value as Record<string, unknown>;
    const parts = propertiesOf(schema).filter(([n]) => o[n] !== undefined && o[n] !== '');
    if (parts.length === 0) return <>{Object.values(o).map(String).join(' ')}</>;
    return (
      <>
        {parts.map(([n, s], i) => (
          <span key={n}>
            {i > 0 && <span className="faint"> {titleOf(n, s, say)} </span>}
            <SchemaValue schema={s} value={o[n]} />
          </span>
        ))}
      </>
    );
  }
  return <>{String(value)}</>;
}

/** All attributes of an object under its schema; those the schema does not know come last, as they are. */
export function SchemaFacts({ schema, data }: { schema?: Schema | null; data: Record<string, unknown> }) {
  const { say } = useT();
  const known = propertiesOf(schema);
  const names = new Set(known.map(([n]) => n));
  const rest = Object.keys(data).filter((k) => !names.has(k) && k !== '$schema');
  return (
    <Facts
      items={[
        ...known
          .filter(([n, s]) => data[n] !== undefined && typeOf(s) !== 'object')
          .map(([n, s]): [string, React.ReactNode] => [titleOf(n, s, say), <SchemaValue key={n} schema={s} value={data[n]} />]),
        ...rest.map((n): [string, React.ReactNode] => [n, <SchemaValue key={n} schema={{}} value={data[n]} />]),
      ]}
    />
  );
}
