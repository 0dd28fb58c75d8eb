import './plan.css';
import { InboxOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Input, Select, Table, Upload } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { planImportQuery, planSummaryQuery, sendPlanFile, type PlanImport, type PlanKind } from '@/api/plan';
import { useT, type Key } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded } from '@/kit/states';
import { FormEditor } from './form-editor';

const parts: [string, Key][] = [
  ['-', 'plan.skip'], ['scope', 'plan.scope'], ['triggers', 'plan.triggers'], ['levels', 'plan.levels'], ['groups', 'plan.organisation'], ['roles', 'plan.roles'], ['tasks', 'plan.tasks'], ['teams', 'plan.team'], ['needs', 'plan.goods'],
  ['assets', 'plan.assets'], ['notices', 'plan.notices'], ['checklists', 'plan.checklists'], ['cards', 'plan.cards'], ['contacts', 'plan.contacts'], ['maps', 'plan.maps'],
];
const kinds: PlanKind[] = ['overall', 'special', 'department', 'district', 'township', 'community', 'enterprise', 'event'];

/** A Word file becomes a plan: its sections are mapped to parts, and the form that follows is finished and saved. */
export default function ImportPage() {
  const { t } = useT();
  const search: { id?: string } = useSearch({ from: '/command/plan-import' });
  return (
    <>
      <PageHead title={t('plan.importWord')} />
      {search.id ? <Mapping id={search.id} /> : <Choose />}
    </>
  );
}

function Choose() {
  const { t } = useT();
  const go = useNavigate();
  const cache = useQueryClient();
  const send = useMutation({
    mutationFn: sendPlanFile,
    onSuccess: (v) => {
      cache.setQueryData(planImportQuery(v.id).queryKey, v);
      void go({ to: '/command/plan-import', search: { id: v.id } });
    },
  });
  return (
    <Panel>
      {send.error && <Alert type="error" showIcon title={errorSentence(send.error, t)} style={{ marginBottom: 12 }} />}
      <Upload.Dragger
        accept=".docx"
        maxCount={1}
        showUploadList={false}
        disabled={send.isPending}
        beforeUpload={(file) => {
          send.mutate(file);
          return false;
        }}
      >
        <p className="ant-upload-drag-icon"><InboxOutlined /></p>
        <p className="ant-upload-text">{t('plan.chooseFile')}</p>
        <p className="ant-upload-hint">{t('plan.importHint')}</p>
      </Upload.Dragger>
    </Panel>
  );
}

function Mapping({ id }: { id: string }) {
  const got = useQuery(planImportQuery(id));
  return <Loaded of={got}>{(v) => <Sections v={v} />}</Loaded>;
}

function Sections({ v }: { v: PlanImport }) {
  const { t, say } = useT();
  const [chosen, setChosen] = useState(() => v.sections.map((s) => s.part));
  const [head, setHead] = useState({ code: '', kind: 'district' as PlanKind, title: v.name.replace(/\.docx$/i, ''), unit: '', area: '', parent: '' });
  const summary = useQuery(planSummaryQuery());
  const make = useMutation({ mutationFn: () => body(api.POST('/api/plan/imports/{id}/form', { params: { path: { id: v.id } }, body: { ...head, kind: head.kind as Exclude<PlanKind, ''>, parent: head.parent || undefined, parts: chosen } })) });
  const titles = new Map((summary.data?.kinds ?? []).map((k) => [k.kind, say(k.title)]));
  const ready = head.code.length >= 4 && head.title.length >= 2 && head.unit.length >= 2 && head.area !== '';
  const set = (change: Partial<typeof head>) => setHead({ ...head, ...change });
  const found = Object.entries(make.data?.items ?? {}).filter(([, n]) => n > 0).map(([part, n]) => `${t(parts.find(([p]) => p === part)?.[1] ?? 'plan.item')} ${n}`);
  return (
    <div className="stack">
      <Panel title={t('plan.head')}>
        <div className="plan-head">
          <label>{t('plan.code')}<Input id="plan-code" maxLength={40} value={head.code} placeholder="210106-QX90" onChange={(e) => set({ code: e.target.value.trim() })} /></label>
          <label>{t('plan.name')}<Input id="plan-title" maxLength={100} value={head.title} onChange={(e) => set({ title: e.target.value })} /></label>
          <label>{t('plan.kind')}<Select<PlanKind> aria-label={t('plan.kind')} value={head.kind} onChange={(kind) => set({ kind })} options={kinds.map((k) => ({ value: k, label: titles.get(k) ?? k }))} /></label>
          <label>{t('plan.unit')}<Input id="plan-unit" maxLength={100} value={head.unit} onChange={(e) => set({ unit: e.target.value })} /></label>
          <label>{t('plan.area')}<AreaSelect whole value={head.area || undefined} onChange={(area) => set({ area: area ?? '' })} /></label>
          <label>{t('plan.parentCode')}<Input id="plan-parent" maxLength={40} value={head.parent} placeholder="2101-ZX01" onChange={(e) => set({ parent: e.target.value.trim() })} /></label>
        </div>
      </Panel>
      <Panel
        title={v.name}
        extra={<Button type="primary" disabled={!ready} loading={make.isPending} onClick={() => make.mutate()}>{t('plan.mapped')}</Button>}
      >
        <p className="faint">{t('plan.importHint')}</p>
        <Table
          size="small"
          rowKey="n"
          dataSource={v.sections}
          pagination={v.sections.length > 40 ? { pageSize: 40, showSizeChanger: false } : false}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('plan.section'), render: (_, s) => <span style={{ paddingLeft: 14 * Math.max(0, s.level - 1) }}>{s.title || '–'}</span> },
            { title: t('plan.begins'), render: (_, s) => <span className="faint plan-cut">{s.text}</span> },
            { title: t('plan.size'), align: 'right', render: (_, s) => <span className="num">{s.lines} / {s.rows}</span> },
            {
              title: t('plan.to'),
              render: (_, s) => (
                <Select
                  size="small"
                  aria-label={`${t('plan.to')} ${s.title}`}
                  style={{ width: 190 }}
                  value={chosen[s.n]}
                  onChange={(part) => setChosen(chosen.map((p, i) => (i === s.n ? part : p)))}
                  options={parts.map(([value, key]) => ({ value, label: t(key) }))}
                />
              ),
            },
          ]}
        />
      </Panel>
      {make.error && <Alert type="error" showIcon title={errorSentence(make.error, t)} />}
      {make.data && (
        <>
          <Alert type="info" showIcon title={t('plan.found', { list: found.join('、') || '–' })} description={make.data.notes.length > 0 ? <><div>{t('plan.notes', { n: make.data.notes.length })}</div><ul>{make.data.notes.map((n, i) => <li key={i}>{say(n.text)}</li>)}</ul></> : undefined} />
          <FormEditor key={make.data.text} text={make.data.text} revision={0} />
        </>
      )}
    </div>
  );
}
