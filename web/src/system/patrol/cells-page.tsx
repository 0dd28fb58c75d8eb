import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, DatePicker, Input, Segmented, Tag } from 'antd';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { api, body } from '@/api/client';
import { Problem } from '@/api/problem';
import { areasBelow, kindsQuery } from '@/api/queries';
import type { CellDraft, CellEdit } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded, Nothing } from '@/kit/states';
import { count } from '@/kit/number';
import { AreaLayers } from '@/map/area-layers';
import { ElementLayers } from '@/map/element-layers';
import { LoadCells, SaveCells } from './cell-files';
import { DraftCells } from './draft-cells';
import { CellMap, type Shown, type Tool } from './cell-map';
import './patrol.css';

const MapView = lazy(() => import('@/map/map-view'));

/** What stays chosen after an edit: cells chosen meanwhile, but for those that the edit took apart or joined. */
function stillChosen(now: string[], draft: CellDraft, e: Omit<CellEdit, 'revision'>) {
  const used = e.do === 'split' || e.do === 'merge' ? [e.cell, e.other] : [];
  return now.filter((code) => !used.includes(code) && draft.cells.some((c) => c.code === code));
}

/** The cells of a community: as they are in force, and the draft by which they are changed. */
export default function CellsPage() {
  const { t, say } = useT();
  const { message } = App.useApp();
  const may = useMay('patrol.cell.edit');
  const client = useQueryClient();
  const go = useNavigate();
  const { area } = useSearch({ from: '/grid/cells' });
  const community = area?.length === 12 ? area : undefined;
  const [draft, show] = useState<CellDraft>();
  const latest = useRef<CellDraft>(undefined); // known to an edit that waits for the one before it
  const setDraft = (d?: CellDraft) => {
    latest.current = d;
    show(d);
  };
  const [tool, setTool] = useState<Tool>();
  const [chosen, setChosen] = useState<string[]>([]);
  const cells = useQuery({
    queryKey: ['grid-cells', community],
    enabled: community !== undefined,
    queryFn: () => body(api.GET('/api/patrol/cells', { params: { query: { area: community } } })),
  });
  const parent = community?.slice(0, 9) ?? '';
  const beside = useQuery({ queryKey: ['grid-beside', parent], enabled: parent !== '', queryFn: () => areasBelow(parent) });
  const place = beside.data?.find((a) => a.code === community);
  const said = (e: unknown) => void message.error(errorSentence(e, t));
  const open = useMutation({
    mutationFn: (frame?: [number, number][]) => body(api.POST('/api/patrol/drafts', { body: { community: community!, ...(frame ? { frame: [frame] } : {}) } as never })),
    onSuccess: (d) => {
      setDraft(d as CellDraft);
      setTool(undefined);
      setChosen([]);
    },
    onError: (e) => {
      if (e instanceof Problem && e.code === 'patrol.draft.frame') setTool('frame');
      else said(e);
    },
  });
  const edit = useMutation({
    scope: { id: 'cell-edits' }, // one after the other, each on the draft that the one before made
    mutationFn: (e: Omit<CellEdit, 'revision'>) => {
      const on = latest.current!;
      return body(api.POST('/api/patrol/drafts/{id}/edits', { params: { path: { id: on.id } }, body: { ...e, revision: on.revision } as never }));
    },
    onSuccess: (d, e) => {
      setDraft(d as CellDraft);
      setChosen((now) => stillChosen(now, d as CellDraft, e));
    },
    onError: async (e) => {
      said(e);
      if (draft) setDraft(await body(api.GET('/api/patrol/drafts/{id}', { params: { path: { id: draft.id } } })));
    },
  });
  const leave = () => {
    setDraft(undefined);
    setTool(undefined);
    void client.invalidateQueries({ queryKey: ['grid-cells'] });
  };
  const drop = useMutation({ mutationFn: () => body(api.POST('/api/patrol/drafts/{id}/drop', { params: { path: { id: draft!.id } } })), onSuccess: leave, onError: said });
  const shown = useMemo<Shown>(() => {
    if (draft) return { id: draft.id, cells: draft.cells.map((c) => ({ code: c.code, name: c.name, ring: (c.ring ?? []) as number[][] })), faults: draft.faults };
    const inForce = (cells.data?.items ?? []).map((c) => ({ code: c.code, name: c.name, ring: (c.outline as { coordinates: number[][][][] }).coordinates[0]![0]! }));
    return { id: `${community}-${inForce.length}`, cells: inForce, faults: [] };
  }, [draft, cells.data, community]);
  const choose = (code: string) => {
    if (tool !== 'merge') return setChosen([code]);
    if (chosen.length === 1 && chosen[0] !== code) edit.mutate({ do: 'merge', cell: chosen[0], other: code });
    else setChosen([code]);
  };
  const line = (l: [number, number][]) => {
    if (tool === 'frame') open.mutate([...l, l[0]!]);
    else if (chosen[0]) edit.mutate({ do: 'split', cell: chosen[0], line: l });
  };
  return (
    <>
      <PageHead title={t('grid.cellsTitle')} note={t('grid.cellsNote')}>
        <AreaSelect
          value={area}
          onChange={(v) => {
            void go({ to: '/grid/cells', search: v ? { area: v } : {} });
            setDraft(undefined);
            setTool(undefined);
          }}
        />
        {community && may && !draft && (
          <Button type="primary" onClick={() => open.mutate(undefined)} loading={open.isPending} data-do="edit-cells">
            {t('grid.edit')}
          </Button>
        )}
      </PageHead>
      {!community ? (
        <Nothing title={t('grid.chooseCommunity')} />
      ) : (
        <div className="cells">
          <div className="cells-map">
            <Suspense>
              <MapView label={t('grid.cellsTitle')}>
                <Ground community={community} />
                <CellMap
                  shown={shown}
                  tool={tool}
                  chosen={chosen}
                  middle={place && [place.lon, place.lat]}
                  onChoose={choose}
                  onLine={line}
                  onMove={(from, to) => edit.mutate({ do: 'move', from, to } as never)}
                />
              </MapView>
            </Suspense>
          </div>
          <div className="cells-side">
            {tool === 'frame' && !draft && <p role="status">{t('grid.drawFrame')}</p>}
            {draft ? (
              <>
                <Panel title={draft.name}>
                  <Segmented<string>
                    value={tool ?? ''}
                    onChange={(v) => {
                      setTool((v || undefined) as Tool);
                      setChosen([]);
                    }}
                    options={[
                      { value: 'split', label: t('grid.split') },
                      { value: 'merge', label: t('grid.merge') },
                      { value: 'move', label: t('grid.move') },
                    ]}
                  />
                  <p className="faint">{tool === 'split' ? t('grid.splitHint') : tool === 'merge' ? t('grid.mergeHint') : tool === 'move' ? t('grid.moveHint') : ''}</p>
                  <Button size="small" onClick={() => edit.mutate({ do: 'snap', reach: 2 })}>
                    {t('grid.snap')}
                  </Button>{' '}
                  <Button size="small" danger onClick={() => drop.mutate()}>
                    {t('grid.drop')}
                  </Button>
                </Panel>
                <DraftCells draft={draft} chosen={chosen} onChoose={choose} onRename={(cell, name) => edit.mutate({ do: 'rename', cell, name })} />
                <Faults draft={draft} />
                <LoadCells draft={draft} onLoaded={setDraft} />
                <Enact draft={draft} onDone={leave} />
              </>
            ) : (
              <Loaded of={cells}>
                {(d) =>
                  d.items.length === 0 ? (
                    <Nothing title={t('grid.noCells')} />
                  ) : (
                    <>
                    <Panel title={t('grid.cells', { n: d.items.length })}>
                      {d.items.map((c) => (
                        <p key={c.code}>
                          <b>{c.name}</b> <span className="faint">{c.code}</span>
                          <br />
                          {c.members.map((m) => (
                            <Tag key={m.id}>
                              {say(m.role_title)} {m.person_name}
                            </Tag>
                          ))}
                        </p>
                      ))}
                    </Panel>
                    <SaveCells community={community} />
                    </>
                  )
                }
              </Loaded>
            )}
          </div>
        </div>
      )}
    </>
  );
}

const landmarks = new Set(['enterprise', 'high-rise', 'school', 'hospital', 'hydrant']);
const plain = (kind: string) => ({ on: landmarks.has(kind), opacity: 100 });

/** What stands in the community, so that borders can be drawn between things one knows. */
function Ground({ community }: { community: string }) {
  const kinds = useQuery(kindsQuery);
  return (
    <>
      <AreaLayers />
      <ElementLayers kinds={kinds.data ?? []} shown={plain} area={community} heat={false} />
    </>
  );
}

function Faults({ draft }: { draft: CellDraft }) {
  const { t } = useT();
  const name = (code: string) => draft.cells.find((c) => c.code === code)?.name ?? code;
  return (
    <Panel title={draft.faults.length === 0 ? t('grid.sound') : t('grid.faults', { n: draft.faults.length })}>
      <ul className="fault-list">
        {draft.faults.map((f, i) => (
          <li key={i}>
            <b>{t(`grid.${f.kind}`)}</b> {f.cells.map(name).join('、')} {t('grid.size', { m: count(Math.round(f.size)) })}
          </li>
        ))}
      </ul>
      <p className="faint">{t('grid.tolerance', { m: draft.tolerance })}</p>
    </Panel>
  );
}

function Enact({ draft, onDone }: { draft: CellDraft; onDone: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [from, setFrom] = useState('');
  const [reason, setReason] = useState('');
  const enact = useMutation({
    mutationFn: () => body(api.POST('/api/patrol/drafts/{id}/enact', { params: { path: { id: draft.id } }, body: { revision: draft.revision, from, reason } as never })),
    onSuccess: () => {
      void message.success(t('grid.enacted'));
      onDone();
    },
    onError: (e) => void message.error(errorSentence(e, t)),
  });
  return (
    <Panel title={t('grid.enact')}>
      <DatePicker aria-label={t('grid.enactFrom')} placeholder={t('grid.enactFrom')} onChange={(_, d) => setFrom(String(d ?? ''))} />
      <Input.TextArea rows={2} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} placeholder={t('grid.reason')} aria-label={t('grid.reason')} />
      <Button type="primary" disabled={!from || reason.trim().length < 2 || draft.faults.length > 0} loading={enact.isPending} onClick={() => enact.mutate()} data-do="enact">
        {t('grid.enact')}
      </Button>
    </Panel>
  );
}
