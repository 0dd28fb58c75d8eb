import { useQuery } from '@tanstack/react-query';
import { Cascader, Input } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { areasBelow, sessionQuery, useAreas } from '@/api/queries';
import type { Area } from '@/api/types';
import { useT } from '@/i18n/desk';

interface Node {
  value: string;
  label: string;
  isLeaf: boolean;
  children?: Node[];
}
const nodeOf = (a: Area, lang: string): Node => ({ value: a.code, label: (lang === 'en' && a.name_en) || a.name, isLeaf: a.children === 0 });

/** Chooses an area by its names, from the district down as far as it is known; the value is its code. */
export function AreaSelect(props: { id?: string; value?: string; onChange?: (v: string | undefined) => void; /** The whole city may be chosen, by whoever works for it. */ whole?: boolean }) {
  const { t, lang } = useT();
  const { data: me } = useQuery(sessionQuery);
  const home = props.whole && me?.person.area.length === 4 ? me.person.area : undefined;
  const districts = useAreas();
  const [below, setBelow] = useState<Record<string, Node[]>>({});
  const load = useCallback(
    (code: string) => void areasBelow(code).then((areas) => setBelow((b) => ({ ...b, [code]: areas.map((a) => nodeOf(a, lang)) })), () => undefined),
    [lang],
  );
  const { value = '' } = props;
  useEffect(() => {
    // A value that came from elsewhere is shown by its names, too.
    for (const n of [6, 9]) if (value.length > n) load(value.slice(0, n));
  }, [value, load]);
  const grow = (n: Node): Node => ({ ...n, children: below[n.value]?.map(grow) });
  const options = [...(home ? [{ value: home, label: t('kit.wholeCity'), isLeaf: true }] : []), ...(districts.data ?? []).map((a) => grow(nodeOf(a, lang)))];
  if (districts.isError) {
    return <Input id={props.id} value={props.value} onChange={(e) => props.onChange?.(e.target.value)} />;
  }
  return (
    <Cascader<Node>
      id={props.id}
      aria-label={props.id ? undefined : t('kit.chooseArea')}
      options={options}
      value={pathOf(options, props.value ?? '')}
      onChange={(way) => props.onChange?.((way as string[] | undefined)?.at(-1))}
      changeOnSelect
      placeholder={t('kit.chooseArea')}
      loadData={(way) => {
        const last = way.at(-1) as Node | undefined;
        if (last && !below[last.value]) load(last.value);
      }}
    />
  );
}

/** The way from a district to a code, as far as it is loaded; the code itself when nothing of it is. */
function pathOf(options: Node[], code: string): string[] {
  if (!code) return [];
  const at = options.find((o) => o.value === code) ?? options.find((o) => !(o.isLeaf && o.value.length === 4) && code.startsWith(o.value));
  if (!at) return [code];
  return at.value === code ? [code] : [at.value, ...pathOf(at.children ?? [], code)];
}
