import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal, Segmented, Select } from 'antd';
import { api, body } from '@/api/client';
import { formsQuery, postQuery, type Post } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useAct } from './use-act';
import { ContactSelect, MatterSelect } from './who-parts';
import { DayField } from '@/kit/day-field';

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
type Values = Record<string, string>;

/** Leaves out what is empty: the server wants optional fields filled in or away. */
const filled = (v: Values): Values => Object.fromEntries(Object.entries(v).filter(([, x]) => x));

function DayInput({ name, label, need = true }: { name: string; label: string; need?: boolean }) {
  return (
    <Form.Item name={name} label={label} rules={[{ required: need }]}>
      <DayField />
    </Form.Item>
  );
}

function DocumentFields() {
  const { t } = useT();
  return (
    <>
      <Form.Item name="doc_number" label={t('duty.docNumber')} rules={[{ required: true }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="doc_organ" label={t('duty.docOrgan')} rules={[{ required: true }]}>
        <Input maxLength={100} />
      </Form.Item>
      <DayInput name="doc_date" label={t('duty.docDate')} />
    </>
  );
}

/** Appoints somebody, or corrects a post. */
export function PostDialog({ post, start, onClose }: { post?: Post; start?: Values; onClose: () => void }) {
  const { t, say } = useT();
  const forms = useQuery(formsQuery);
  const [form] = Form.useForm<Values>();
  const [busy, act] = useAct();
  const save = async () => {
    const values = filled(await form.validateFields());
    if (post?.element) values.element = post.element;
    const ok = await act(() =>
      post
        ? body(api.PUT('/api/duty/posts/{id}', { params: { path: { id: post.id } }, body: { version: post.version, form: values } }))
        : body(api.POST('/api/duty/posts', { body: { form: values } })),
    );
    if (ok) onClose();
  };
  return (
    <Modal open title={t(post ? 'duty.correct' : 'duty.appoint')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose} width={560}>
      <Form form={form} layout="vertical" initialValues={post ?? { line: 'territory', role: 'head', from: today(), doc_date: today(), ...start }}>
        <Form.Item name="line" label={t('duty.line')} rules={[{ required: true }]}>
          <Segmented options={(['territory', 'sector', 'enterprise'] as const).map((value) => ({ value, label: say(forms.data?.lines[value]) }))} />
        </Form.Item>
        <Form.Item name="matter" label={t('duty.matter')} rules={[{ required: true }]}>
          <MatterSelect />
        </Form.Item>
        <Form.Item name="role" label={t('duty.role')} rules={[{ required: true }]}>
          <Select options={(forms.data?.roles ?? []).map((r) => ({ value: r.name, label: say(r.title) }))} />
        </Form.Item>
        <Form.Item name="area" label={t('duty.inArea')} rules={[{ required: true }]}>
          <AreaSelect />
        </Form.Item>
        <Form.Item name="title" label={t('duty.post')} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="contact" label={t('duty.person')} rules={[{ required: true }]}>
          <ContactSelect known={post?.who} />
        </Form.Item>
        <DayInput name="from" label={t('duty.from')} />
        <DayInput name="to" label={t('duty.lastDay')} need={false} />
        <DocumentFields />
      </Form>
    </Modal>
  );
}

/** Hands a post over to the next person, without a day between. */
export function HandOverDialog({ post, onClose }: { post: Post; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useAct();
  const save = async () => {
    const v = await form.validateFields();
    const ok = await act(
      () =>
        body(
          api.POST('/api/duty/posts/{id}/hand-over', {
            params: { path: { id: post.id } },
            body: { version: post.version, contact: v.contact ?? '', from: v.from ?? '', why: v.why ?? '', doc_number: v.doc_number ?? '', doc_organ: v.doc_organ ?? '', doc_date: v.doc_date ?? '' },
          }),
        ),
      t('duty.handed'),
    );
    if (ok) onClose();
  };
  return (
    <Modal open title={`${t('duty.handOver')}：${post.title}（${post.who.name}）`} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ from: today(), doc_date: today() }}>
        <Form.Item name="contact" label={t('duty.newPerson')} rules={[{ required: true }]}>
          <ContactSelect />
        </Form.Item>
        <DayInput name="from" label={t('duty.from')} />
        <Form.Item name="why" label={t('duty.reason')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <DocumentFields />
      </Form>
    </Modal>
  );
}

/** Ends a post. */
export function EndDialog({ post, onClose }: { post: Post; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useAct();
  const save = async () => {
    const v = await form.validateFields();
    const ok = await act(() => body(api.POST('/api/duty/posts/{id}/end', { params: { path: { id: post.id } }, body: { version: post.version, last: v.last ?? '', why: v.why ?? '' } })));
    if (ok) onClose();
  };
  return (
    <Modal open title={`${t('duty.end')}：${post.title}（${post.who.name}）`} okButtonProps={{ danger: true }} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ last: today() }}>
        <DayInput name="last" label={t('duty.lastDay')} />
        <Form.Item name="why" label={t('duty.reason')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Who held a post one after the other, and how it was corrected. */
export function PostHistory({ id }: { id: string }) {
  const { t } = useT();
  const post = useQuery(postQuery(id));
  return (
    <Loaded of={post}>
      {(p) => (
        <div className="stack">
          <b>{t('duty.history')}</b>
          <ol>
            {p.chain.map((c) => (
              <li key={c.id}>
                {c.who.name} <span className="num">{c.from}</span> – <span className="num">{c.to || t('duty.open')}</span> <small className="faint">{c.doc_number}</small>
              </li>
            ))}
          </ol>
          {p.past.length > 0 && <b>{t('duty.changes')}</b>}
          <ul>
            {p.past.map((x) => (
              <li key={x.post.version}>
                <TimeText at={x.ended_at} style="minute" /> {x.ended_by}：{x.post.title}，{x.post.from} – {x.post.to || t('duty.open')}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Loaded>
  );
}
