import './intake.css';
import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { Credential, Device } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter, Chips, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Since } from '@/kit/time-text';
import { CredentialDialog, NewDeviceDialog } from './device-dialogs';
import { DevicePanel } from './device-panel';
import { ClockText, DeviceState, states, type State } from './device-state';
import { waysQuery } from './queries';

/** All devices with their health; a row opens what is known of one. */
export default function DevicesPage() {
  const { t, say } = useT();
  const manage = useMay('signal.device.manage');
  const asked = useSearch({ from: '/monitor/devices' });
  const [q, setQ] = useState(asked.q ?? '');
  const [area, setArea] = useState('');
  const [protocol, setProtocol] = useState('');
  const [state, setState] = useState<State[]>(() => states.filter((s) => s === asked.state));
  const [open, setOpen] = useState<string>();
  const [adding, setAdding] = useState(false);
  const [credential, setCredential] = useState<Credential>();
  const ways = useQuery(waysQuery);
  const devices = useInfiniteQuery({
    queryKey: ['devices', 'list', q, area, protocol, state[0]],
    initialPageParam: '',
    refetchInterval: 5_000,
    queryFn: ({ pageParam }) =>
      body(
        api.GET('/api/signal/devices', {
          params: { query: { q: q || undefined, area: area || undefined, protocol: protocol || undefined, state: state[0], limit: 50, cursor: pageParam } },
        }),
      ),
    getNextPageParam: (last) => last.next || undefined,
  });
  const sums = devices.data?.pages[0]?.states ?? {};
  const title = (name: string) => say(ways.data?.items?.find((w) => w.name === name)?.title) || name;
  return (
    <>
      <PageHead title={t('intake.devices')} note={t('intake.devicesHint')}>
        {manage && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
            {t('intake.newDevice')}
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <AreaFilter value={area} onChange={setArea} />
        <Select
          value={protocol}
          onChange={setProtocol}
          style={{ width: 210 }}
          aria-label={t('intake.protocol')}
          options={[{ value: '', label: t('intake.allProtocols') }, ...(ways.data?.items ?? []).map((w) => ({ value: w.name, label: say(w.title) }))]}
        />
        <TextFilter value={q} onChange={setQ} hint={t('intake.find')} />
        <Chips
          label={t('intake.state')}
          choices={states.map((s) => ({ value: s, label: `${t(`intake.${s}`)} ${count(sums[s] ?? 0)}` }))}
          value={state}
          onChange={(v) => setState(v.slice(-1))}
        />
      </div>
      <ListTable<Device>
        of={devices}
        rowKey="id"
        empty={t('intake.noDevices')}
        onOpen={(d) => setOpen(d.id)}
        columns={[
          { title: t('intake.state'), render: (_, d) => <DeviceState state={d.state} /> },
          {
            title: t('intake.name'),
            render: (_, d) => (
              <>
                <button type="button" className="linkish">{d.name}</button> <span className="faint">{d.id}</span>
              </>
            ),
          },
          { title: t('intake.protocol'), render: (_, d) => title(d.protocol) },
          { title: t('intake.area'), dataIndex: 'area_name' },
          { title: t('intake.lastAt'), render: (_, d) => (d.last_at ? <Since at={d.last_at} /> : <span className="faint">–</span>) },
          { title: t('intake.perMinute'), align: 'right', render: (_, d) => <span className="num">{count(d.per_minute)}</span> },
          { title: t('intake.skew'), render: (_, d) => <ClockText skew={d.skew_s} /> },
          { title: t('intake.points'), align: 'right', render: (_, d) => <span className="num">{count(d.points)}</span> },
          { title: t('intake.refused'), align: 'right', render: (_, d) => <span className={d.refused ? 'num intake-refused' : 'num faint'}>{count(d.refused)}</span> },
        ]}
      />
      <DevicePanel id={open} onClose={() => setOpen(undefined)} title={title} manage={manage} onCredential={setCredential} />
      {adding && <NewDeviceDialog ways={ways.data?.items ?? []} onClose={() => setAdding(false)} onCredential={setCredential} />}
      {credential && <CredentialDialog of={credential} onClose={() => setCredential(undefined)} />}
    </>
  );
}
