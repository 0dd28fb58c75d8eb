import { useNavigate } from '@tanstack/react-router';
import { Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import { api, body } from '@/api/client';
import { credits, type Credit, type DrawingView } from '@/api/inspect';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { DayField, MomentField } from '@/kit/day-field';
import { fromLocalField, shanghai, toLocalField } from '@/kit/time';
import { useActing } from '@/kit/use-act';
import { SectorSelect } from './parts';

interface Values {
  title: string;
  area: string;
  sectors?: string[];
  day: string;
  total: number;
  team: number;
  unrated: Credit;
  key: boolean;
  share: Record<Credit, string>;
  cap: Record<Credit, number>;
  source: string;
  place: string;
  form: string;
  due: string;
}

const days = (n: number) => shanghai(Date.now() + n * 86_400_000, 'day');

/** What a new drawing begins with; shares and caps are those that the server proposes. */
function proposed(): Partial<Values> {
  return { total: 10, team: 2, unrated: 'B', key: true, day: days(60), due: `${days(2)}T22:00`, share: { A: '3/100', B: '10/100', C: '30/100', D: '100/100' }, cap: { A: 1, B: 1, C: 2, D: 4 } };
}

function valuesOf(d: DrawingView): Values {
  const by = <V,>(f: (c: DrawingView['rules']['classes'][number]) => V) => Object.fromEntries(d.rules.classes.map((c) => [c.credit, f(c)])) as Record<Credit, V>;
  return {
    title: d.title,
    area: d.area,
    sectors: d.sectors,
    day: d.rules.day,
    total: d.rules.total,
    team: d.rules.team,
    unrated: d.rules.unrated,
    key: d.rules.key_covered,
    share: by((c) => c.share),
    cap: by((c) => c.cap),
    source: d.source.title,
    place: d.source.place,
    form: d.source.form,
    due: toLocalField(d.source.due),
  };
}

/** Makes a draft, or changes one: whom it covers, the rules, and the source of the seed. */
export function DrawingDialog({ of, onClose }: { of?: DrawingView; onClose: () => void }) {
  const { t } = useT();
  const go = useNavigate();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useActing('inspect');
  const save = async () => {
    const v = await form.validateFields();
    const sent = {
      title: v.title,
      area: v.area,
      sectors: v.sectors ?? [],
      rules: { day: v.day, total: v.total, team: v.team, unrated: v.unrated, key_covered: v.key, classes: credits.map((credit) => ({ credit, share: v.share[credit], cap: v.cap[credit] })) },
      source: { title: v.source, place: v.place, form: v.form, due: fromLocalField(v.due) },
    };
    const done = await act(async () => {
      if (of) {
        await body(api.PUT('/api/inspect/drawings/{id}', { params: { path: { id: of.id } }, body: { ...sent, revision: of.revision } }));
        return;
      }
      const d = await body(api.POST('/api/inspect/drawings', { body: sent }));
      void go({ to: '/inspect/drawings/$id', params: { id: d.id } });
    });
    if (done) onClose();
  };
  const must = [{ required: true }];
  return (
    <Modal open title={t(of ? 'inspect.edit' : 'inspect.new')} okText={t(of ? 'inspect.save' : 'inspect.make')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose} width={720}>
      <Form form={form} layout="vertical" initialValues={of ? valuesOf(of) : proposed()}>
        <Form.Item name="title" label={t('inspect.name')} rules={[{ required: true, min: 2 }]}>
          <Input maxLength={100} />
        </Form.Item>
        <div className="in-two">
          <Form.Item name="area" label={t('inspect.area')} rules={must}>
            <AreaSelect whole />
          </Form.Item>
          <Form.Item name="day" label={t('inspect.day')} extra={t('inspect.dayHint')} rules={must}>
            <DayField />
          </Form.Item>
        </div>
        <Form.Item name="sectors" label={t('inspect.sectors')}>
          <SectorSelect />
        </Form.Item>
        <div className="in-two">
          <Form.Item name="total" label={t('inspect.total')} extra={t('inspect.totalHint')} rules={must}>
            <InputNumber min={0} max={100000} precision={0} />
          </Form.Item>
          <Form.Item name="team" label={t('inspect.team')} rules={must}>
            <InputNumber min={2} max={20} precision={0} />
          </Form.Item>
          <Form.Item name="unrated" label={t('inspect.unrated')} rules={must}>
            <Select options={credits.map((c) => ({ value: c, label: c }))} />
          </Form.Item>
        </div>
        <Form.Item name="key" valuePropName="checked">
          <Checkbox>{t('inspect.key')}</Checkbox>
        </Form.Item>
        <Form.Item label={t('inspect.classes')} extra={t('inspect.classesHint')}>
          <div className="in-classes">
            <span>{t('inspect.class')}</span>
            <span>{t('inspect.share')}</span>
            <span>{t('inspect.cap')}</span>
            {credits.map((c) => [
              <b key={c}>{c}</b>,
              <Form.Item key={`${c}s`} name={['share', c]} noStyle rules={[{ required: true, pattern: /^\d{1,4}\/\d{1,4}$/, message: t('inspect.classesHint') }]}>
                <Input aria-label={`${c} ${t('inspect.share')}`} maxLength={9} />
              </Form.Item>,
              <Form.Item key={`${c}c`} name={['cap', c]} noStyle rules={must}>
                <InputNumber aria-label={`${c} ${t('inspect.cap')}`} min={0} max={365} precision={0} />
              </Form.Item>,
            ])}
          </div>
        </Form.Item>
        <Form.Item name="source" label={t('inspect.source')} extra={t('inspect.sourceHint')} rules={must}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="place" label={t('inspect.place')} rules={must}>
          <Input maxLength={150} />
        </Form.Item>
        <Form.Item name="form" label={t('inspect.form')} extra={t('inspect.formHint')} rules={must}>
          <Input maxLength={150} />
        </Form.Item>
        <Form.Item name="due" label={t('inspect.due')} rules={must}>
          <MomentField />
        </Form.Item>
      </Form>
    </Modal>
  );
}
