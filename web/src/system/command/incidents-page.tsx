import './command.css';
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Segmented, Table } from 'antd';
import { useState } from 'react';
import { incidentsQuery } from '@/api/queries';
import type { Incident } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { LevelTag, useTypeWord } from '@/kit/incident-words';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { Since, TimeText } from '@/kit/time-text';

/** All incidents of the person's areas, those still open first. */
export default function IncidentsPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const type = useTypeWord();
  const incidents = useQuery(incidentsQuery);
  const mayReport = useMay('command.incident.open');
  const [which, setWhich] = useState<'ongoing' | 'closed' | 'all'>('ongoing');
  const [area, setArea] = useState('');
  const [text, setText] = useState('');
  return (
    <>
      <PageHead title={t('incident.list')}>
        {mayReport && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void go({ to: '/command/incidents/new' })}>
            {t('incident.new')}
          </Button>
        )}
      </PageHead>
      <Loaded of={incidents}>
        {(all) => {
          const rows = all
            .filter((i) => which === 'all' || i.closed === (which === 'closed'))
            .filter((i) => i.area.startsWith(area) && i.title.includes(text.trim()))
            .sort((a, b) => b.opened_at.localeCompare(a.opened_at));
          const open = all.filter((i) => !i.closed).length;
          return (
            <>
              <div className="filters">
                <Segmented
                  value={which}
                  onChange={setWhich}
                  options={[
                    { value: 'ongoing', label: `${t('incident.ongoing')} ${count(open)}` },
                    { value: 'closed', label: `${t('incident.closed')} ${count(all.length - open)}` },
                    { value: 'all', label: t('kit.all') },
                  ]}
                />
                <AreaFilter value={area} onChange={setArea} />
                <TextFilter value={text} onChange={setText} hint={t('incident.name')} />
              </div>
              <Table<Incident>
                size="middle"
                rowKey="id"
                dataSource={rows}
                pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
                scroll={{ x: 'max-content' }}
                locale={{ emptyText: <Nothing title={t('incident.none')} hint={t('incident.noneHint')} /> }}
                onRow={(i) => ({ className: 'opens', onClick: () => void go({ to: '/command/incidents/$id', params: { id: i.id } }) })}
                columns={[
                  { title: t('incident.level'), render: (_, i) => <LevelTag level={i.level} /> },
                  {
                    title: t('incident.name'),
                    render: (_, i) => (
                      <Link to="/command/incidents/$id" params={{ id: i.id }} onClick={(e) => e.stopPropagation()}>
                        <b>{i.title}</b>
                      </Link>
                    ),
                  },
                  { title: t('incident.type'), render: (_, i) => type(i.type) },
                  { title: t('incident.area'), render: (_, i) => i.area_name || i.area },
                  { title: t('incident.stage'), render: (_, i) => <span className="tag tag-plain">{say(i.stage_title) || i.stage}</span> },
                  { title: t('incident.openedAt'), render: (_, i) => <TimeText at={i.opened_at} style="minute" /> },
                  {
                    title: t('incident.clock'),
                    render: (_, i) => (i.closed ? <TimeText at={i.changed_at} style="minute" /> : <Since at={i.opened_at} bare />),
                  },
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
