import { Button, Input } from 'antd';
import { useState } from 'react';
import type { CellDraft } from '@/api/types';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';

/** The cells of a draft by name: chosen here as well as on the map, and named anew. */
export function DraftCells(props: { draft: CellDraft; chosen: string[]; onChoose: (code: string) => void; onRename: (code: string, name: string) => void }) {
  const { t } = useT();
  return (
    <Panel title={t('grid.cells', { n: props.draft.cells.length })}>
      <ul className="draft-cells">
        {props.draft.cells.map((c) => (
          <li key={c.code} data-cell={c.code}>
            <button type="button" aria-pressed={props.chosen.includes(c.code)} onClick={() => props.onChoose(c.code)}>
              <b>{c.name}</b> <span className="faint">{t('grid.size', { m: count(Math.round(c.size)) })}</span>
            </button>
            {props.chosen.length === 1 && props.chosen[0] === c.code && <Rename key={c.name} name={c.name} onName={(name) => props.onRename(c.code, name)} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Rename({ name, onName }: { name: string; onName: (name: string) => void }) {
  const { t } = useT();
  const [typed, setTyped] = useState(name);
  const next = typed.trim();
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        if (next && next !== name) onName(next);
      }}
    >
      <Input size="small" value={typed} maxLength={60} onChange={(e) => setTyped(e.target.value)} aria-label={t('grid.name')} />
      <Button size="small" htmlType="submit" disabled={!next || next === name}>
        {t('grid.rename')}
      </Button>
    </form>
  );
}
