import './import.css';
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Input, Modal, Segmented, Select } from 'antd';
import type { FeatureCollection } from 'geojson';
import { lazy, Suspense, useMemo, useState } from 'react';
import { borderActsQuery, outlineKind, systems, undoBorders, type BorderAct } from '@/api/exchange';
import { outlinesQuery } from '@/api/queries';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { DayField } from '@/kit/day-field';
import { count } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { SaveButton } from './import-parts';
import { OutlineMap } from './outline-map';

const MapView = lazy(() => import('@/map/map-view'));
const levels = ['district', 'street', 'community'] as const;
type Level = (typeof levels)[number];

/** 区划边界: outlines as of any day, the acts that changed them, and the ways in and out. */
export default function OutlinesPage() {
  const { t } = useT();
  const go = useNavigate();
  const search = useSearch({ from: '/grid/outlines' });
  const level: Level = levels.find((l) => l === search.level) ?? 'district';
  const show = (next: { on?: string; level?: string }) => void go({ to: '/grid/outlines', search: Object.fromEntries(Object.entries({ ...search, ...next }).filter(([, v]) => v)), replace: true });
  const mayImport = useMay('grid.import.run');
  const mayExport = useMay('grid.export.run');
  const outlines = useQuery(outlinesQuery(level, search.on));
  return (
    <>
      <PageHead title={t('exchange.outlinesTitle')} note={t('exchange.outlinesNote')}>
        {mayImport && (
          <Link to="/grid/imports/new" search={{ kind: outlineKind }}>
            <Button type="primary" icon={<UploadOutlined />} data-do="import-outlines">
              {t('exchange.outlinesImport')}
            </Button>
          </Link>
        )}
      </PageHead>
      <div className="filters">
        <Segmented<Level> value={level} onChange={(l) => show({ level: l })} options={levels.map((l) => ({ value: l, label: t(`exchange.level_${l}`) }))} />
        <DayField label={t('exchange.outlinesOn')} value={search.on} onChange={(on) => show({ on })} />
      </div>
      <div className="outlines">
        <Loaded of={outlines}>{(all) => <Shown all={all} />}</Loaded>
        <div>
          <Acts />
          {mayExport && <TakeOut level={level} on={search.on} />}
        </div>
      </div>
    </>
  );
}

function Shown({ all }: { all: FeatureCollection }) {
  const { t } = useT();
  const drawn = useMemo<FeatureCollection>(() => ({ ...all, features: all.features.map((f) => ({ ...f, properties: { of: 'after', code: String(f.id) } })) }), [all]);
  if (all.features.length === 0) return <Nothing title={t('exchange.outlinesNone')} hint={t('exchange.outlinesNoneHint')} />;
  return (
    <div className="outline-map tall">
      <Suspense>
        <MapView label={t('exchange.outlinesTitle')}>
          <OutlineMap shown={drawn} />
        </MapView>
      </Suspense>
    </div>
  );
}

/** The acts that changed outlines, and undoing one. */
function Acts() {
  const { t } = useT();
  const acts = useInfiniteQuery(borderActsQuery);
  const [undo, setUndo] = useState<BorderAct>();
  const may = useMay('grid.import.run');
  return (
    <Panel title={t('exchange.outlinesChanges')}>
      <Loaded of={acts}>
        {(d) => {
          const list = d.pages.flatMap((p) => p.items ?? []);
          if (list.length === 0) return <Nothing title={t('exchange.outlinesNoChange')} />;
          return (
            <ul className="outline-acts">
              {list.map((a) => (
                <li key={a.id}>
                  <b>{a.reason}</b>
                  <span>{t('exchange.outlinesAct', { n: a.areas, from: a.from })}</span>
                  <span className="faint">
                    {a.by_name} <TimeText at={a.made_at} /> {a.file || (a.undoes ? t('exchange.outlinesUndone') : '')}
                  </span>
                  <ActState act={a} />
                  {may && a.kind === 'outlines' && a.state !== 'withdrawn' && (
                    <Button size="small" onClick={() => setUndo(a)} data-do="undo-outlines">
                      {t(a.state === 'planned' ? 'exchange.outlinesWithdraw' : 'exchange.outlinesUndo')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {undo && <Undo act={undo} done={() => setUndo(undefined)} />}
    </Panel>
  );
}

/** What has become of an act beside its day: not yet, elements that follow, or taken back. */
function ActState({ act }: { act: BorderAct }) {
  const { t } = useT();
  if (act.state === 'planned') return <span className="tag">{t('exchange.outlinesPlanned', { from: act.from })}</span>;
  if (act.state === 'withdrawn') return <span className="faint">{t('exchange.outlinesWithdrawn')}</span>;
  return (
    <>
      {act.state === 'forced' && <span className="tag">{t('exchange.outlinesFollowing')}</span>}
      {act.moved > 0 && <span>{t('exchange.outlinesMoved', { n: count(act.moved) })}</span>}
      {act.stayed > 0 && (
        <span className="overdue" title={t('exchange.outlinesStayedHint')}>
          {t('exchange.outlinesStayed', { n: count(act.stayed) })}
        </span>
      )}
    </>
  );
}

function Undo({ act, done }: { act: BorderAct; done: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const cache = useQueryClient();
  const [reason, setReason] = useState('');
  const early = act.state === 'planned';
  const undo = useMutation({
    mutationFn: () => undoBorders(act.id, reason.trim()),
    onSuccess: () => {
      for (const key of ['outlines', 'border-acts']) void cache.invalidateQueries({ queryKey: [key] });
      done();
    },
    onError: (e) => void message.error(errorSentence(e, t)),
  });
  return (
    <Modal
      open
      title={t(early ? 'exchange.outlinesWithdrawTitle' : 'exchange.outlinesUndoTitle')}
      onCancel={done}
      onOk={() => undo.mutate()}
      okText={t(early ? 'exchange.outlinesWithdraw' : 'exchange.outlinesUndo')}
      okButtonProps={{ disabled: reason.trim().length < 2, loading: undo.isPending, id: 'confirm-undo' }}
    >
      <p>{act.reason}</p>
      <p className="faint">{t(early ? 'exchange.outlinesWithdrawHint' : 'exchange.outlinesUndoHint')}</p>
      <Input.TextArea rows={2} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} placeholder={t('exchange.outlineReason')} aria-label={t('exchange.outlineReason')} />
    </Modal>
  );
}

function TakeOut({ level, on }: { level: Level; on?: string }) {
  const { t, lang } = useT();
  const [system, setSystem] = useState<(typeof systems)[number]>('wgs84');
  const path = (format: string, crs: string) => `/register/areas/file?${new URLSearchParams({ level, format, crs, language: lang, ...(on && { on }) })}`;
  return (
    <Panel title={t('exchange.export')}>
      <Select
        aria-label={t('exchange.system')}
        value={system}
        onChange={setSystem}
        options={systems.map((s) => ({ value: s, label: t(`exchange.system_${s}`) }))}
        style={{ width: '100%', marginBottom: 8 }}
      />
      <div className="import-acts">
        <SaveButton path={path('shapefile', system)} name="save-shapefile">
          <DownloadOutlined /> Shapefile
        </SaveButton>
        <SaveButton path={path('geojson', 'wgs84')} name="save-geojson">
          <DownloadOutlined /> GeoJSON (WGS 84)
        </SaveButton>
      </div>
    </Panel>
  );
}
