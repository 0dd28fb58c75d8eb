import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { stockItemsQuery, type DepotItem } from '@/api/stock';
import { useT, type Key } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { filled, LinesField, newLine } from './lines-field';

const sources: ['purchase' | 'allocation' | 'donation' | 'other', Key][] = [['purchase', 'stock.purchase'], ['allocation', 'stock.allocation'], ['donation', 'stock.donation'], ['other', 'stock.other']];

/** Goods that come in from outside. */
export function ReceiptDialog({ depot, onClose }: { depot: DepotItem; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const items = useQuery(stockItemsQuery());
  const [source, setSource] = useState(sources[0]![0]);
  const [from, setFrom] = useState('');
  const [number, setNumber] = useState('');
  const [lines, setLines] = useState(() => [newLine()]);
  const ready = filled(lines);
  const save = useMutation({
    mutationFn: () =>
      body(
        api.POST('/api/resource/depots/{id}/receipts', {
          params: { path: { id: depot.id } },
          body: { source, from: from.trim(), number: number.trim() || undefined, lines: ready.map((l) => ({ item: l.item, amount: l.amount, unit: l.unit, bin: l.bin || undefined, batch: l.batch || undefined, expires_on: l.expires || undefined })) },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['stock'] });
      void message.success(t('stock.receivedOk'));
      onClose();
    },
  });
  return (
    <Modal open width={980} footer={null} title={`${t('stock.receive')} · ${depot.name}`} onCancel={onClose} mask={{ closable: false }}>
      <div className="stock-form">
        <Segmented value={source} onChange={setSource} options={sources.map(([value, key]) => ({ value, label: t(key) }))} />
        <label>
          {t('stock.from')}
          <Input maxLength={100} value={from} onChange={(e) => setFrom(e.target.value)} />
        </label>
        <label>
          {t('stock.number')}
          <Input maxLength={60} value={number} onChange={(e) => setNumber(e.target.value)} />
        </label>
        <LinesField stored items={(items.data ?? []).filter((i) => !i.retired)} value={lines} onChange={setLines} />
        {save.error && <p className="overdue" role="alert">{errorSentence(save.error, t)}</p>}
        <Button type="primary" loading={save.isPending} disabled={from.trim().length < 2 || ready.length !== lines.length} onClick={() => save.mutate()}>
          {t('stock.receive')}
        </Button>
      </div>
    </Modal>
  );
}
