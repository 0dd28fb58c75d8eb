import './nature.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Segmented, Switch, Table } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { api, body } from '@/api/client';
import type { CityEventItem } from '@/api/watch';
import { useT } from '@/i18n/desk';
import { AreaFilter } from '@/kit/filters';
import { PageHead } from '@/kit/page';
import { Loaded, Loading, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { eventKinds, toneColour, ToneTag, type EventKind } from './words';

const NatureMap = lazy(() => import('./nature-map'));

/** All that is happening, wherever it is kept: one list and one map. */
export default function EventsPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const [kind, setKind] = useState<EventKind | ''>('');
  const [open, setOpen] = useState(true);
  const [hours, setHours] = useState(24);
  const [area, setArea] = useState('');
  const [at, setAt] = useState<CityEventItem>();
  const events = useQuery({
    queryKey: ['events', kind, open, hours, area],
    refetchInterval: 15_000,
    queryFn: () => body(api.GET('/api/nature/events', { params: { query: { kind: kind || undefined, open, hours, area: area || undefined } } })),
  });
  const pins = useMemo(
    () => (events.data?.items ?? []).filter((e) => e.placed).slice(0, 500).map((e) => ({ id: e.key, name: (events.data?.items.length ?? 0) < 25 ? e.title : '', lon: e.lon, lat: e.lat, colour: toneColour[e.tone] ?? '#8a9bb4', glyph: t(`nature.${e.kind}`).slice(0, 1) })),
    [events.data, t],
  );
  const kinds = events.data?.kinds ?? {};
  return (
    <>
      <PageHead title={t('nature.events')} note={t('nature.eventsNote')}>
        <label className="row">
          <Switch checked={open} onChange={setOpen} size="small" aria-label={t('nature.openOnly')} /> {t('nature.openOnly')}
        </label>
        <Segmented value={hours} onChange={setHours} options={[24, 72, 168].map((n) => ({ value: n, label: n % 24 === 0 && n > 24 ? t('nature.days', { n: n / 24 }) : t('nature.hours', { n }) }))} />
        <AreaFilter value={area} onChange={setArea} />
      </PageHead>
      <div className="filters">
        <Segmented<EventKind | ''>
          value={kind}
          onChange={setKind}
          options={[{ value: '', label: t('hazard.all') }, ...eventKinds.filter((k) => (kinds[k] ?? 0) > 0 || k === kind).map((k) => ({ value: k, label: `${t(`nature.${k}`)} ${kinds[k] ?? 0}` }))]}
        />
      </div>
      <div className="nature-split">
        <div>
          <Loaded of={events}>
            {(d) => (
              <Table<CityEventItem>
                size="middle"
                rowKey="key"
                dataSource={d.items}
                pagination={d.items.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
                scroll={{ x: 'max-content' }}
                locale={{ emptyText: <Nothing title={t('nature.noEvents')} /> }}
                onRow={(e) => ({ className: 'opens', onClick: () => setAt(e) })}
                columns={[
                  { title: t('nature.state'), render: (_, e) => <ToneTag tone={e.tone} text={say(e.state)} /> },
                  { title: t('nature.at'), render: (_, e) => <TimeText at={e.at} style="short" /> },
                  { title: t('nature.kind'), render: (_, e) => t(`nature.${e.kind}`) },
                  {
                    title: t('nature.what'),
                    className: 'nature-what',
                    render: (_, e) => (
                      <>
                        <a href={e.link} onClick={(x) => (x.preventDefault(), x.stopPropagation(), e.link.startsWith('/monitor/events') ? setAt(e) : void go({ href: e.link }))}>
                          <b>{e.title}</b>
                        </a>{' '}
                        {e.text} {e.source && <span className="faint">{t('nature.told', { by: e.source })}</span>} {e.merged > 0 && <span className="tag tag-plain">{t('nature.merged', { n: e.merged })}</span>} {e.alike.length > 0 && <span className="alike">{t('nature.alike', { n: e.alike.length })}</span>}
                      </>
                    ),
                  },
                  { title: t('nature.place'), render: (_, e) => e.area_name },
                ]}
              />
            )}
          </Loaded>
        </div>
        <div className="nature-map">
          <Suspense fallback={<Loading />}>
            <NatureMap label={t('nature.events')} pins={pins} at={at} />
          </Suspense>
        </div>
      </div>
    </>
  );
}
