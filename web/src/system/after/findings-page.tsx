import './after.css';
import { useQuery } from '@tanstack/react-query';
import { Segmented, Switch } from 'antd';
import { useState } from 'react';
import { findingsQuery } from '@/api/after';
import { useT } from '@/i18n/desk';
import { TextFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { FindingList } from './findings-panel';

/** 处置问题整改: findings of all assessments in sight. */
export default function FindingsPage() {
  const { t } = useT();
  const [all, setAll] = useState(false);
  const [mine, setMine] = useState(false);
  const [q, setQ] = useState('');
  const list = useQuery(findingsQuery({ open: !all, mine, q: q || undefined }));
  return (
    <>
      <PageHead title={t('after.findings')} note={t('after.findingsNote')} />
      <div className="filters">
        <Segmented
          value={all ? 'all' : 'open'}
          onChange={(v) => setAll(v === 'all')}
          options={[
            { value: 'open', label: t('after.open') },
            { value: 'all', label: t('after.all') },
          ]}
        />
        <TextFilter value={q} onChange={setQ} hint={t('after.find')} width={180} />
        <label className="row">
          <Switch checked={mine} onChange={setMine} /> {t('after.mine')}
        </label>
      </div>
      <Panel>
        <Loaded of={list}>{(d) => <FindingList list={d.items} />}</Loaded>
      </Panel>
    </>
  );
}
