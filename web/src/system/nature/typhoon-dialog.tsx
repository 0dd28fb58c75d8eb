import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Modal } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import type { TyphoonView } from '@/api/watch';
import { useT } from '@/i18n/desk';
import { ShanghaiTime } from '@/kit/schema-form';
import { errorSentence, Loading } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { bounds } from '@/map/outer-edge';
import { circlesOf, circleText, type Typed } from './typhoon-typed';
import { features } from './track-features';

const NatureMap = lazy(() => import('./nature-map'));
const levels = [7, 10, 12] as const;

/** A bulletin of a typhoon, typed by an officer: looked at on the map before it is kept. The next issue begins from the last one. */
export function TyphoonDialog({ before, onClose, onKept }: { before?: TyphoonView; onClose: () => void; onKept: (number: string) => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const [seen, setSeen] = useState<TyphoonView>();
  const old = before && !before.over ? before : undefined;
  const initial: Partial<Typed> = old
    ? { number: old.bulletin.number, name: old.bulletin.name, issuer: old.bulletin.issuer, issued_at: new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString(), track: old.bulletin.track.map((f) => ({ ...f, c7: circleText(f.circles, 7), c10: circleText(f.circles, 10), c12: circleText(f.circles, 12) })) }
    : { issued_at: new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString(), track: [{}] };
  const send = async (keep: boolean) => {
    setBusy(true);
    setRefusal('');
    try {
      const v = await form.validateFields();
      const said = { number: v.number, name: v.name.trim(), issuer: v.issuer.trim(), issued_at: v.issued_at, track: v.track.map((f) => ({ at: f.at!, lon: f.lon!, lat: f.lat!, pressure: f.pressure!, wind: f.wind!, forecast: !!f.forecast, circles: levels.flatMap((n) => circlesOf(f[`c${n}`], n) ?? []) })) };
      if (keep) {
        await body(api.POST('/api/nature/typhoons', { body: said }));
        message.success(t('nature.tyKept'));
        void queries.invalidateQueries({ queryKey: ['typhoons'] });
        onKept(v.number);
        onClose();
      } else {
        setSeen(await body(api.POST('/api/nature/typhoons/look', { body: said })));
      }
    } catch (e) {
      setSeen(undefined);
      if (!(e && typeof e === 'object' && 'errorFields' in e)) setRefusal(errorSentence(e, t));
    }
    setBusy(false);
  };
  const need = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  return (
    <Modal
      open
      width={1120}
      title={t('nature.tyPut')}
      onCancel={onClose}
      destroyOnHidden
      footer={
        <span className="row">
          <Button onClick={onClose}>{t('kit.cancel')}</Button>
          <Button loading={busy} data-act="look-typhoon" onClick={() => void send(false)}>
            {t('nature.tyLook')}
          </Button>
          <Button type="primary" loading={busy} disabled={!seen} data-act="keep-typhoon" onClick={() => void send(true)}>
            {t('kit.save')}
          </Button>
        </span>
      }
    >
      {refusal && <Alert type="error" showIcon title={refusal} role="alert" />}
      {old && <p className="faint">{t('nature.tyAsBefore', { n: old.issues })}</p>}
      <Form form={form} layout="vertical" initialValues={initial} onValuesChange={() => setSeen(undefined)}>
        <div className="typhoon-head">
          <Form.Item name="number" label={t('nature.tyNumber')} rules={[...need(t('nature.tyNumber')), { pattern: /^[0-9]{4}$/, message: t('nature.tyNumber') }]}>
            <Input maxLength={4} />
          </Form.Item>
          <Form.Item name="name" label={t('nature.tyName')} rules={need(t('nature.tyName'))}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name="issuer" label={t('nature.tyIssuer')} rules={need(t('nature.tyIssuer'))}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="issued_at" label={t('nature.tyIssuedAt')} rules={need(t('nature.tyIssuedAt'))}>
            <ShanghaiTime />
          </Form.Item>
        </div>
        <Fixes />
      </Form>
      {seen && <Seen v={seen} />}
    </Modal>
  );
}

/** The fixes of the track, one a line. */
function Fixes() {
  const { t } = useT();
  const must = [{ required: true, message: '' }];
  const number = (at: number, name: string, title: string, min: number, max: number) => (
    <td>
      <Form.Item name={[at, name]} rules={must} noStyle>
        <InputNumber aria-label={title} min={min} max={max} controls={false} style={{ width: 76 }} />
      </Form.Item>
    </td>
  );
  return (
    <Form.List name="track">
      {(fields, { add, remove }) => (
        <fieldset className="typhoon-fixes">
          <legend>{t('nature.tyFixes')}</legend>
          <table>
            <thead>
              <tr>
                {[t('nature.tyAt'), t('nature.tyForecast'), t('nature.tyLon'), t('nature.tyLat'), t('nature.tyPressure'), t('nature.tyWind'), ...levels.map((n) => t('nature.tyCircle', { n })), ''].map((h, i) => (
                  <th key={i} scope="col">
                    {h}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {fields.map((f) => (
                <tr key={f.key}>
                  <td>
                    <Form.Item name={[f.name, 'at']} rules={must} noStyle>
                      <ShanghaiTime />
                    </Form.Item>
                  </td>
                  <td>
                    <Form.Item name={[f.name, 'forecast']} valuePropName="checked" noStyle>
                      <Checkbox aria-label={t('nature.tyForecast')} />
                    </Form.Item>
                  </td>
                  {number(f.name, 'lon', t('nature.tyLon'), -180, 180)}
                  {number(f.name, 'lat', t('nature.tyLat'), -90, 90)}
                  {number(f.name, 'pressure', t('nature.tyPressure'), 850, 1050)}
                  {number(f.name, 'wind', t('nature.tyWind'), 0, 120)}
                  {levels.map((n) => (
                    <td key={n}>
                      <Form.Item name={[f.name, `c${n}`]} rules={[{ validator: (_, v?: string) => (circlesOf(v, n) ? Promise.resolve() : Promise.reject(new Error(t('nature.tyCircleWrong')))) }]} noStyle>
                        <Input aria-label={t('nature.tyCircle', { n })} title={t('nature.tyCircleHint')} maxLength={24} style={{ width: 130 }} />
                      </Form.Item>
                    </td>
                  ))}
                  <td>
                    <Button size="small" type="text" aria-label={t('warn.tRemove')} disabled={fields.length === 1} onClick={() => remove(f.name)}>
                      ×
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="faint">{t('nature.tyCircleHint')}</p>
          <Button size="small" onClick={() => add({})}>
            {t('nature.tyAdd')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

/** What the bulletin means, on the map and for the city. */
function Seen({ v }: { v: TyphoonView }) {
  const { t, say } = useT();
  const rings = features(v);
  const [w, s, e, n] = bounds(rings);
  return (
    <div className="stack" data-seen>
      <b>
        {v.bulletin.number} {v.bulletin.name} {say(v.grade)} · {t('nature.nearest', { km: v.nearest.distance, at: shanghai(v.nearest.at, 'minute') })}
      </b>
      <span>{v.arrivals.some((a) => a.begins) ? v.arrivals.filter((a) => a.begins).map((a) => t('nature.tyReach', { n: a.beaufort, at: shanghai(a.begins!, 'minute') })).join('；') : t('nature.tyNoReach')}</span>
      <div className="typhoon-seen">
        <Suspense fallback={<Loading />}>
          <NatureMap label={t('nature.tyLook')} pins={[]} rings={rings} fit={false} around={[Math.min(w, v.lon), Math.min(s, v.lat), Math.max(e, v.lon), Math.max(n, v.lat)]} />
        </Suspense>
      </div>
    </div>
  );
}
