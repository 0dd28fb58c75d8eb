import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { DepotView } from '@/api/stock';
import { useT } from '@/i18n/desk';
import { reading } from '@/kit/number';
import { errorSentence, Nothing } from '@/kit/states';

/** What was found of each lot, or what of it should be thrown away. Somebody else agrees before the ledger changes. */
export function CountDialog({ kind, depot, onClose }: { kind: 'count' | 'discard'; depot: DepotView; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [amounts, setAmounts] = useState<Record<string, number>>({});
  const [reason, setReason] = useState('');
  const lots = depot.cards.flatMap((c) => c.lots.map((l) => ({ ...l, name: c.name, unit: c.unit })));
  const told = Object.entries(amounts).filter(([, n]) => kind === 'count' || n > 0);
  const save = useMutation({
    mutationFn: () => body(api.POST('/api/resource/depots/{id}/corrections', { params: { path: { id: depot.depot.id } }, body: { kind, reason: reason.trim(), lots: told.map(([lot, amount]) => ({ lot, amount })) } })),
    onSuccess: (r) => {
      void client.invalidateQueries({ queryKey: ['stock'] });
      void message.success(r.case ? t('stock.differences', { n: r.differences || told.length }) : t('stock.noDifference'));
      onClose();
    },
  });
  return (
    <Modal open width={720} footer={null} title={`${t(kind === 'count' ? 'stock.count' : 'stock.discard')} · ${depot.depot.name}`} onCancel={onClose} mask={{ closable: false }}>
      {lots.length === 0 ? (
        <Nothing title={t('stock.empty')} />
      ) : (
        <div className="stock-form">
          <p className="faint">{t(kind === 'count' ? 'stock.countHint' : 'stock.discardHint')}</p>
          <div style={{ maxHeight: '46vh', overflow: 'auto' }}>
            {lots.map((l) => (
              <label key={l.id} className="stock-lot">
                <span>
                  <b>{l.name}</b> <span className="faint">{[l.bin, l.batch, l.expires_on].filter(Boolean).join(' / ')}</span>
                </span>
                <span className="num">
                  {t('stock.ledger')} {reading(l.quantity)} {l.unit}
                </span>
                <InputNumber
                  min={0}
                  max={kind === 'discard' ? l.quantity : undefined}
                  value={amounts[l.id] ?? null}
                  placeholder={t(kind === 'count' ? 'stock.found' : 'stock.away')}
                  aria-label={`${l.name} ${t(kind === 'count' ? 'stock.found' : 'stock.away')}`}
                  onChange={(v) => setAmounts((a) => (v === null ? Object.fromEntries(Object.entries(a).filter(([k]) => k !== l.id)) : { ...a, [l.id]: v }))}
                />
              </label>
            ))}
          </div>
          <label>
            {t('stock.reason')}
            <Input maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
          </label>
          {save.error && <p className="overdue" role="alert">{errorSentence(save.error, t)}</p>}
          <Button type="primary" loading={save.isPending} disabled={told.length === 0 || reason.trim().length < 2} onClick={() => save.mutate()}>
            {t('stock.submit')}
          </Button>
        </div>
      )}
    </Modal>
  );
}
