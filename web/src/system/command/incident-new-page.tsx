import './command.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Form, Input, Radio, Select } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { api, body } from '@/api/client';
import { alarmQuery, incidentsQuery, queries, useAreas } from '@/api/queries';
import type { Alarm, Incident } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, SeverityTag, useAlarmKind } from '@/kit/alarm-tag';
import { Distance } from '@/kit/element-parts';
import { LevelTag, levels, types } from '@/kit/incident-words';
import { metresBetween, reading } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loading } from '@/kit/states';
import { Since, TimeText } from '@/kit/time-text';

const PlaceMap = lazy(() => import('./place-map'));

interface Report {
  title: string;
  type: string;
  level: string;
  area: string;
  address?: string;
  summary: string;
}
interface Place {
  lon: number;
  lat: number;
}

/** Takes in an incident: from an alarm, or from a phone call. */
export default function IncidentNewPage() {
  const { t } = useT();
  const { alarm = '' } = useSearch({ from: '/command/incidents/new' });
  const detail = useQuery(alarmQuery(alarm));
  if (alarm && detail.isPending) return <Loading />;
  return <ReportForm key={alarm} alarm={detail.data?.alarm} title={t(alarm ? 'incident.newFromAlarm' : 'incident.new')} />;
}

function ReportForm({ alarm: a, title }: { alarm?: Alarm; title: string }) {
  const { t } = useT();
  const { message } = App.useApp();
  const go = useNavigate();
  const kind = useAlarmKind();
  const areas = useAreas();
  const [form] = Form.useForm<Report>();
  const [busy, setBusy] = useState(false);
  const [place, setPlace] = useState<Place | undefined>(
    a?.lon !== undefined && a.lat !== undefined ? { lon: a.lon, lat: a.lat } : undefined,
  );
  const located = useAreaOf(place);
  useEffect(() => {
    if (located && !a) form.setFieldValue('area', located);
  }, [located, a, form]);

  const create = async (v: Report) => {
    if (!place) {
      message.error(t('incident.placeMissing'));
      return;
    }
    setBusy(true);
    try {
      const made = await body(
        api.POST('/api/command/incidents', {
          body: {
            title: v.title.trim(),
            type: v.type,
            level: v.level,
            area: v.area,
            summary: v.summary.trim(),
            address: v.address?.trim() || undefined,
            alarm: a?.id,
            ...place,
          } as never,
        }),
      );
      message.success(t('incident.created'));
      void queries.invalidateQueries({ queryKey: incidentsQuery.queryKey });
      await go({ to: '/command/incidents/$id', params: { id: made.id } });
    } catch (e) {
      message.error(errorSentence(e, t), 8);
      setBusy(false);
    }
  };

  const required = (name: string) => [{ required: true, whitespace: true, message: t('kit.required', { name }) }];
  return (
    <div className="report">
      <PageHead title={title} />
      <div className="report-grid">
        <Panel scroll>
          {a && <FromAlarm a={a} />}
          <Form<Report>
            form={form}
            layout="vertical"
            onFinish={(v) => void create(v)}
            initialValues={{
              type: 'accident',
              level: a?.severity === 'critical' ? 'III' : 'IV',
              area: a?.area,
              title: a ? `${a.element_name} ${a.point_title || a.point} ${kind(a.kind)}` : '',
              summary: a
                ? `${a.element_name},${a.point_title || a.point} ${kind(a.kind)}:${reading(a.value)} ${a.unit ?? ''}(${t('alarm.limit')} ${reading(a.limit)})。`
                : '',
            }}
          >
            <Form.Item name="title" label={t('incident.name')} rules={required(t('incident.name'))}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="type" label={t('incident.type')}>
              <Radio.Group optionType="button" buttonStyle="solid" options={types.map((x) => ({ value: x, label: t(`incident.${x}`) }))} />
            </Form.Item>
            <Form.Item name="level" label={t('incident.level')}>
              <Radio.Group optionType="button" buttonStyle="solid" options={levels.map((x) => ({ value: x, label: t(`incident.level${x}`) }))} />
            </Form.Item>
            <Form.Item name="summary" label={t('incident.summary')} rules={required(t('incident.summary'))}>
              <Input.TextArea rows={4} maxLength={500} placeholder={t('incident.summaryHint')} />
            </Form.Item>
            <Form.Item name="area" label={t('incident.area')} rules={[{ required: true, message: t('kit.required', { name: t('incident.area') }) }]}>
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                placeholder={t('kit.choose')}
                options={[
                  ...(a && !areas.data?.some((x) => x.code === a.area) ? [{ value: a.area, label: a.area_name || a.area }] : []),
                  ...(areas.data ?? []).map((x) => ({ value: x.code, label: x.name })),
                ]}
              />
            </Form.Item>
            <Button type="primary" htmlType="submit" size="large" block loading={busy} data-act="create-incident">
              {t('incident.create')}
            </Button>
          </Form>
        </Panel>
        <div className="report-right">
          <LookAlikes place={place} />
          <Panel
            title={t('incident.place')}
            extra={<span className="faint num">{place ? t('map.picked', place as never) : t('map.pick')}</span>}
            className="report-map"
          >
            <Suspense fallback={<Loading />}>
              <PlaceMap place={place} onPick={(lon, lat) => setPlace({ lon, lat })} />
            </Suspense>
          </Panel>
        </div>
      </div>
    </div>
  );
}

function FromAlarm({ a }: { a: Alarm }) {
  return (
    <div className="row from-alarm">
      <SeverityTag severity={a.severity} />
      <AlarmStateTag state={a.state} />
      <b>{a.element_name}</b>
      <TimeText at={a.raised_at} style="short" />
    </div>
  );
}

/** The district of a place, found by its nearest enterprise; the person can correct it. */
function useAreaOf(place?: Place): string | undefined {
  const near = useQuery({
    queryKey: ['area-of', place],
    enabled: place !== undefined,
    queryFn: async () =>
      (await body(api.GET('/api/register/near', { params: { query: { ...place!, kind: 'enterprise', k: 1 } } }))).items ?? [],
  });
  return near.data?.[0]?.element.area.slice(0, 6);
}

/** Ongoing incidents close to the place: perhaps somebody has reported this already. */
function LookAlikes({ place }: { place?: Place }) {
  const { t } = useT();
  const incidents = useQuery(incidentsQuery);
  if (!place) return null;
  const distance = (i: Incident) => metresBetween(place.lon, place.lat, i.lon, i.lat);
  const near = (incidents.data ?? []).filter((i) => !i.closed_at && distance(i) < 3000).toSorted((a, b) => distance(a) - distance(b));
  if (near.length === 0) return null;
  return (
    <Panel title={t('incident.lookAlikes')} className="edge-panel panel-orange">
      <p className="faint">{t('incident.lookAlikesHint')}</p>
      <ul className="cards">
        {near.slice(0, 4).map((i) => (
          <li key={i.id} className="card row">
            <LevelTag level={i.level} />
            <Link to="/command/incidents/$id" params={{ id: i.id }} className="grow clip">
              {i.title}
            </Link>
            <Distance metres={distance(i)} />
            <span className="faint">
              <Since at={i.opened_at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
