import './command.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Form, Input, Radio, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { api, body } from '@/api/client';
import { alarmQuery, incidentsQuery, queries, useAreas } from '@/api/queries';
import type { Alarm } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, SeverityTag, useAlarmWords } from '@/kit/alarm-tag';
import { Distance } from '@/kit/element-parts';
import { LevelTag, levels, types } from '@/kit/incident-words';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loading } from '@/kit/states';
import { Since, TimeText } from '@/kit/time-text';

const PlaceMap = lazy(() => import('./place-map'));

interface Report {
  title: string;
  type: (typeof types)[number];
  level: (typeof levels)[number];
  area?: string;
  address?: string;
  summary: string;
  reporter?: string;
  phone?: string;
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
  const words = useAlarmWords();
  const areas = useAreas();
  const [form] = Form.useForm<Report>();
  const [busy, setBusy] = useState(false);
  const [place, setPlace] = useState<Place | undefined>(
    a?.lon !== undefined && a.lat !== undefined ? { lon: a.lon, lat: a.lat } : undefined,
  );

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
            ...place,
            title: v.title.trim(),
            type: v.type,
            level: v.level,
            area: v.area || undefined,
            summary: v.summary.trim(),
            address: v.address?.trim() || undefined,
            reporter: v.reporter?.trim() || undefined,
            phone: v.phone?.trim() || undefined,
            source: a ? 'alarm' : 'phone',
            alarm: a?.id,
          },
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
              title: a ? `${a.area_name.split(' ')[0]} ${a.point_title || a.point} ${words.what(a)}` : '',
              summary: a
                ? t('incident.fromAlarmText', { place: a.element_name, point: a.point_title || a.point, says: words.line(a) })
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
            <Form.Item name="address" label={t('incident.address')}>
              <Input maxLength={200} />
            </Form.Item>
            {!a && (
              <div className="pair">
                <Form.Item name="reporter" label={t('incident.reporter')}>
                  <Input maxLength={50} />
                </Form.Item>
                <Form.Item name="phone" label={t('incident.phone')}>
                  <Input maxLength={20} inputMode="tel" />
                </Form.Item>
              </div>
            )}
            <Form.Item name="area" label={t('incident.area')}>
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                placeholder={t('incident.areaFound')}
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

/** Open incidents close to the place: perhaps somebody has reported this already. */
function LookAlikes({ place }: { place?: Place }) {
  const { t } = useT();
  const alike = useQuery({
    queryKey: ['incidents', 'alike', place],
    enabled: place !== undefined,
    queryFn: async () => (await body(api.GET('/api/command/incidents/alike', { params: { query: place! } }))).items,
  });
  if (!alike.data?.length) return null;
  return (
    <Panel title={t('incident.lookAlikes')} className="edge-panel panel-orange">
      <p className="faint">{t('incident.lookAlikesHint')}</p>
      <ul className="cards">
        {alike.data.slice(0, 4).map((i) => (
          <li key={i.id} className="card row">
            <LevelTag level={i.level} />
            <Link to="/command/incidents/$id" params={{ id: i.id }} className="grow clip">
              {i.title}
            </Link>
            <Distance metres={i.distance} />
            <span className="faint">
              <Since at={i.opened_at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
