import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Input, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { depotsQuery, stockItemsQuery, type DepotView } from '@/api/stock';
import { useT } from '@/i18n/desk';
import { MomentField } from '@/kit/day-field';
import { reading } from '@/kit/number';
import { errorSentence } from '@/kit/states';
import { KitsField, type KitLine } from './kits-field';
import { filled, LinesField, newLine } from './lines-field';

/** Asks for goods of a depot, for another depot or for a scene. */
export function AskDialog({ depot, onClose }: { depot: DepotView; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const go = useNavigate();
  const depots = useQuery(depotsQuery({}));
  const all = useQuery(stockItemsQuery());
  const [goal, setGoal] = useState<'depot' | 'scene'>('depot');
  const [to, setTo] = useState<string>();
  const [where, setWhere] = useState('');
  const [reason, setReason] = useState('');
  const [due, setDue] = useState('');
  const [lines, setLines] = useState(() => [newLine()]);
  const [kits, setKits] = useState<KitLine[]>([]);
  const ready = filled(lines);
  const empty = lines.length === 1 && lines[0]!.item === undefined && kits.length > 0;
  const items = depot.cards.filter((c) => c.free > 0).map((c) => ({ code: c.item, name: c.name, unit: c.unit, units: all.data?.find((i) => i.code === c.item)?.units, note: `${t('stock.free')} ${reading(c.free)} ${c.unit}` }));
  const save = useMutation({
    mutationFn: () =>
      body(
        api.POST('/api/resource/depots/{id}/requisitions', {
          params: { path: { id: depot.depot.id } },
          body: {
            to: goal === 'depot' ? to : undefined,
            to_name: goal === 'scene' ? where.trim() : undefined,
            reason: reason.trim(),
            needed_by: due ? new Date(due).toISOString() : undefined,
            lines: ready.map((l) => ({ item: l.item, amount: l.amount, unit: l.unit })),
            kits: kits.map((k) => ({ code: k.code, count: k.count })),
          },
        }),
      ),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['stock'] });
      void message.success(t('stock.asked'));
      onClose();
      void go({ to: '/desk/cases/$id', params: { id: made.case } });
    },
  });
  const placed = goal === 'depot' ? to !== undefined : where.trim().length > 1;
  return (
    <Modal open width={680} footer={null} title={`${t('stock.ask')} · ${depot.depot.name}`} onCancel={onClose} mask={{ closable: false }}>
      <div className="stock-form">
        <Segmented value={goal} onChange={setGoal} options={[{ value: 'depot', label: t('stock.toDepot') }, { value: 'scene', label: t('stock.toScene') }]} />
        {goal === 'depot' ? (
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('stock.to')}
            placeholder={t('stock.to')}
            value={to}
            onChange={setTo}
            loading={depots.isFetching}
            options={(depots.data?.items ?? []).filter((d) => d.id !== depot.depot.id).map((d) => ({ value: d.id, label: d.name }))}
          />
        ) : (
          <Input maxLength={100} value={where} onChange={(e) => setWhere(e.target.value)} placeholder={t('stock.where')} aria-label={t('stock.where')} />
        )}
        <label>
          {t('stock.reason')}
          <Input maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
        </label>
        <label>
          {t('stock.neededBy')}
          <MomentField value={due} onChange={setDue} style={{ width: 240 }} />
        </label>
        <KitsField depot={depot.depot.id} value={kits} onChange={setKits} />
        <LinesField items={items} value={lines} onChange={setLines} />
        {save.error && <p className="overdue" role="alert">{errorSentence(save.error, t)}</p>}
        <Button type="primary" loading={save.isPending} disabled={!placed || reason.trim().length < 2 || (!empty && ready.length !== lines.length)} onClick={() => save.mutate()}>
          {t('stock.submit')}
        </Button>
      </div>
    </Modal>
  );
}
