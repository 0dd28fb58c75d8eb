import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { App, Button, Upload } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { programmeQuery, sendItems, type ProgrammeView } from '@/api/fourparty';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { AppointDialog } from './appoint-dialog';
import { ItemsEditor, ItemTable } from './items';
import { ReportButtons } from './parts';
import { AddUnit, UnitTable } from './units';

/** One programme: its units with how each party stands, and its items. */
export default function ProgrammePage() {
  const { id } = useParams({ from: '/fourparty/programmes/$id' });
  const programme = useQuery(programmeQuery(id));
  return <Loaded of={programme}>{(p) => <Programme p={p} />}</Loaded>;
}

type Asking = 'unit' | 'appoint' | 'items' | undefined;

function Programme({ p }: { p: ProgrammeView }) {
  const { t } = useT();
  const { modal } = App.useApp();
  const [asking, setAsking] = useState<Asking>();
  const [chosen, setChosen] = useState<string[]>([]);
  const [busy, act] = useActing('fourparty');
  const draft = p.own && p.state === 'draft';
  const start = () =>
    modal.confirm({
      title: t('fourparty.start'),
      content: t('fourparty.startAsk'),
      okText: t('fourparty.start'),
      onOk: () => act(() => body(api.POST('/api/fourparty/programmes/{id}/start', { params: { path: { id: p.id } } })), t('fourparty.started')),
    });
  return (
    <>
      <PageHead title={p.title} note={`${p.area_name} · ${p.from} – ${p.to} · ${t('fourparty.toleranceShort', { n: p.tolerance })} · ${t(p.state === 'draft' ? 'fourparty.draft' : 'fourparty.running')}`}>
        {p.state !== 'draft' && <ReportButtons path={`/api/fourparty/programmes/${p.id}`} />}
        {draft && (
          <Button type="primary" loading={busy} onClick={start} data-do="start">
            {t('fourparty.start')}
          </Button>
        )}
      </PageHead>
      {p.basis && <p className="faint">{p.basis}</p>}
      <Panel
        className="fp-panel"
        title={`${t('fourparty.units')} ${p.units.length}`}
        extra={
          p.own && (
            <>
              {draft && <Button onClick={() => setAsking('unit')}>{t('fourparty.addUnit')}</Button>}{' '}
              <Button disabled={p.units.length === 0} onClick={() => setAsking('appoint')}>
                {t('fourparty.appoint')}
                {chosen.length > 0 && ` (${chosen.length})`}
              </Button>
            </>
          )
        }
      >
        <UnitTable p={p} chosen={chosen} onChosen={p.own ? setChosen : undefined} draft={draft} />
      </Panel>
      <Panel title={`${t('fourparty.items')} ${p.items.length}`} extra={draft && <ItemButtons id={p.id} onEdit={() => setAsking('items')} />}>
        <ItemTable items={p.items} />
      </Panel>
      {asking === 'unit' && <AddUnit p={p} onClose={() => setAsking(undefined)} />}
      {asking === 'appoint' && <AppointDialog p={p} chosen={chosen} onClose={() => setAsking(undefined)} />}
      {asking === 'items' && <ItemsEditor p={p} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function ItemButtons({ id, onEdit }: { id: string; onEdit: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, act] = useActing('fourparty');
  const read = (f: File) => {
    void act(async () => {
      const p = await sendItems(id, f);
      message.success(t('fourparty.imported', { n: p.items.length }));
    });
    return false;
  };
  return (
    <>
      <Button onClick={onEdit}>{t('fourparty.editItems')}</Button>{' '}
      <Upload accept=".xlsx,.csv" showUploadList={false} beforeUpload={read}>
        <Button loading={busy} title={t('fourparty.tableHint')}>
          {t('fourparty.table')}
        </Button>
      </Upload>
    </>
  );
}
