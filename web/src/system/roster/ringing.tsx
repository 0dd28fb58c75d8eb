import { Button } from 'antd';
import { api, body } from '@/api/client';
import type { Call } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { Since } from '@/kit/time-text';
import { useAct } from './use-act';

/** The calls that ring the person, each with the button that answers it. */
export function RingList({ list }: { list: Call[] }) {
  const { t } = useT();
  const [busy, act] = useAct();
  return (
    <ul className="faults">
      {list.map((c) => (
        <li key={c.id} className="chain-name">
          <span>
            <b>{c.why}</b> <small className="faint">{c.started_name}</small> <Since at={c.started_at} />
          </span>
          <Button type="primary" danger loading={busy} onClick={() => void act(() => body(api.POST('/api/duty/calls/{id}/acknowledge', { params: { path: { id: c.id } }, body: {} })), t('duty.receivedDone'))}>
            {t('duty.received')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
