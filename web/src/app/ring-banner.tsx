import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { api, body } from '@/api/client';
import { ringingQuery } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { queries } from '@/api/queries';
import { useMay } from './session';

/** Says, wherever the person is, that they are being called, until they answer. */
export function RingBanner() {
  const { t } = useT();
  const may = useMay('duty.call.answer');
  const ringing = useQuery({ ...ringingQuery, enabled: may });
  const calls = (ringing.data ?? []).filter((c) => c.state === 'running');
  if (calls.length === 0) return null;
  const answer = async (id: string) => {
    await body(api.POST('/api/duty/calls/{id}/acknowledge', { params: { path: { id } }, body: {} })).catch(() => undefined);
    await queries.invalidateQueries({ queryKey: ['calls'] });
  };
  return (
    <div className="ring-banner" role="alert" style={{ display: 'flex', flexWrap: 'wrap', gap: '6px 12px', alignItems: 'center', padding: '8px 14px', background: '#a8071a', color: '#fff' }}>
      {calls.slice(0, 3).map((c) => (
        <span key={c.id}>
          <b>{t('duty.ringingMe')}</b> {c.why}{' '}
          <Button size="small" onClick={() => void answer(c.id)}>
            {t('duty.received')}
          </Button>
        </span>
      ))}
    </div>
  );
}
