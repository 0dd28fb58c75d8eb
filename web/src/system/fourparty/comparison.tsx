import { Button, Table } from 'antd';
import { parties, type ComparedItem, type Party } from '@/api/fourparty';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { modeText, points } from './parts';

/** Items by parties, side by side. A row with a difference is marked by colour and by its word. */
export function Comparison({ items, sealed, onSettle }: { items: ComparedItem[]; sealed: boolean; onSettle?: (i: ComparedItem) => void }) {
  const { t } = useT();
  return (
    <div className="fp-wide">
      <Table<ComparedItem>
        size="small"
        rowKey="no"
        pagination={false}
        dataSource={items}
        rowClassName={(i) => (i.differs && !i.settled ? 'fp-differs' : '')}
        onRow={(i) => ({ 'data-item': i.no }) as React.HTMLAttributes<HTMLElement>}
        locale={{ emptyText: <Nothing /> }}
        columns={[
          { title: t('fourparty.no'), dataIndex: 'no', width: 60 },
          {
            title: t('fourparty.item'),
            width: 280,
            render: (_, i) => (
              <>
                {i.title}
                <span className="fp-note">
                  {i.mode !== 'veto' && `${t('fourparty.points', { n: i.full })} · `}
                  {modeText(i, t)} · {i.document} {i.article}
                </span>
              </>
            ),
          },
          ...parties.map((party) => ({ title: t(`fourparty.party_${party}`), render: (_: unknown, i: ComparedItem) => <SaidCell i={i} party={party} /> })),
          ...(sealed ? [] : [{ title: t('fourparty.counts'), width: 200, render: (_: unknown, i: ComparedItem) => <CountsCell i={i} onSettle={onSettle} /> }]),
        ]}
      />
    </div>
  );
}

function SaidCell({ i, party }: { i: ComparedItem; party: Party }) {
  const { t } = useT();
  const s = i.said.find((x) => x.party === party);
  if (!s) return <span className="faint">–</span>;
  const bad = s.count > 0;
  return (
    <div className="fp-cell">
      <b className={bad ? 'fp-low' : undefined}>{s.none ? t('fourparty.notApply') : i.mode === 'veto' ? t(bad ? 'fourparty.yes' : 'fourparty.nope') : points(s.points)}</b>
      {bad && i.mode === 'each' && <span className="faint"> {t('fourparty.times', { n: s.count })}</span>}
      {s.note && <span className="fp-note">{s.note}</span>}
      {s.photos.length > 0 && (
        <span className="fp-photos">
          {s.photos.map((p) => (
            <a key={p.id} href={`/api/fourparty/photos/${p.id}`} target="_blank" rel="noreferrer">
              <img src={`/api/fourparty/photos/${p.id}`} alt={p.name} loading="lazy" />
            </a>
          ))}
        </span>
      )}
    </div>
  );
}

function CountsCell({ i, onSettle }: { i: ComparedItem; onSettle?: (i: ComparedItem) => void }) {
  const { t } = useT();
  const c = i.counts;
  if (!c)
    return (
      <>
        <span className="tag tag-orange">
          {t('fourparty.waits')}
          {i.mode !== 'veto' && ` · ${t('fourparty.spread')} ${points(i.spread)}`}
        </span>{' '}
        {onSettle && (
          <Button size="small" type="primary" onClick={() => onSettle(i)} data-settle={i.no}>
            {t('fourparty.settle')}
          </Button>
        )}
      </>
    );
  return (
    <>
      <b className={c.faulty ? 'fp-low' : undefined}>{c.none ? t('fourparty.notApply') : c.vetoed ? t('fourparty.vetoed') : i.mode === 'veto' ? t('fourparty.nope') : points(c.points)}</b>
      {i.agreed && <span className="fp-note">{t('fourparty.settledBy', { by: i.agreed.by, on: i.agreed.on, why: i.agreed.reason })}</span>}
    </>
  );
}
