import { Checkbox, Form, Modal } from 'antd';
import { useState } from 'react';
import type { RosterItem } from '@/api/duty';
import { useT } from '@/i18n/desk';

export interface People {
  leaders: string[];
  officers: string[];
}

/** Chooses who takes the turns before they are filled by rotation. */
export function FillDialog({ roster, onFill, onClose }: { roster: RosterItem; onFill: (p: People) => void; onClose: () => void }) {
  const { t } = useT();
  const [p, setP] = useState<People>({ leaders: roster.leaders, officers: roster.officers });
  const options = (ids: string[]) => ids.map((id) => ({ value: id, label: roster.people.find((x) => x.id === id)?.name ?? id }));
  return (
    <Modal open title={t('duty.fillByTurns')} okText={t('duty.fill')} okButtonProps={{ disabled: p.leaders.length === 0 || p.officers.length === 0 }} onOk={() => onFill(p)} onCancel={onClose}>
      <p className="faint">{t('duty.planHint')}</p>
      <Form layout="vertical">
        <Form.Item label={t('duty.leader')}>
          <Checkbox.Group value={p.leaders} options={options(roster.leaders)} onChange={(v) => setP({ ...p, leaders: v })} />
        </Form.Item>
        <Form.Item label={t('duty.officer')}>
          <Checkbox.Group value={p.officers} options={options(roster.officers)} onChange={(v) => setP({ ...p, officers: v })} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
