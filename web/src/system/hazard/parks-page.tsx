import './hazard.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, InputNumber, Modal } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { api, body } from '@/api/client';
import type { ParkGuideline, ParkItem } from '@/api/watch';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded, Loading, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { SourceTable } from './hazards-page';
import { GradeTag, LevelTag } from './words';

const SourcesMap = lazy(() => import('./sources-map'));

/** Chemical parks: their rating, what stands in them, and the form by which they are rated. */
export default function ParksPage() {
  const { t } = useT();
  const parks = useQuery({ queryKey: ['parks'], refetchInterval: 30_000, queryFn: async () => (await body(api.GET('/api/hazard/parks'))).items });
  const [open, setOpen] = useState<string>();
  return (
    <>
      <PageHead title={t('hazard.parks')} />
      <Loaded of={parks}>
        {(d) =>
          d.length === 0 ? (
            <Nothing title={t('hazard.noParks')} />
          ) : (
            <>
              {d.map((p) => (
                <ParkPanel key={p.id} p={p} open={(open ?? d[0]!.id) === p.id} onOpen={() => setOpen(p.id)} />
              ))}
            </>
          )
        }
      </Loaded>
    </>
  );
}

function ParkPanel({ p, open, onOpen }: { p: ParkItem; open: boolean; onOpen: () => void }) {
  const { t } = useT();
  const may = useMay('hazard.park.rate');
  const [rating, setRating] = useState(false);
  const view = useQuery({ queryKey: ['parks', p.id], enabled: open, queryFn: () => body(api.GET('/api/hazard/parks/{id}', { params: { path: { id: p.id } } })) });
  return (
    <Panel
      title={
        <>
          {p.name} <GradeTag grade={p.rating?.grade} /> {p.rating && <span className="faint num">{t('hazard.score', { n: p.rating.total })}</span>}
        </>
      }
      extra={
        <>
          {!open && <Button size="small" onClick={onOpen}>{t('hazard.inPark')}</Button>} {may && <Button size="small" type="primary" onClick={() => setRating(true)}>{t('hazard.rateNow')}</Button>}
        </>
      }
    >
      <Facts
        items={[
          [t('hazard.registered'), <GradeTag key="g" grade={p.registered} />],
          [t('hazard.inPark'), <span key="n">{p.sources} <span className="faint">({t('hazard.stated', { n: p.stated_hazards })})</span></span>],
          [t('hazard.enterprise'), p.enterprises],
          [t('hazard.level'), <span key="l">{p.levels.map((n, i) => <span key={i}><LevelTag level={i + 1} /> {n} </span>)}</span>],
          [t('hazard.alarmed'), <b key="a" className={p.alarmed > 0 ? 'overdue' : ''}>{p.alarmed}</b>],
          [t('hazard.onlyPromise'), <b key="m" className={p.missing > 0 ? 'overdue' : ''}>{p.missing}</b>],
          [t('incident.area'), p.area_name],
          [t('hazard.parks'), `${p.size} km² · ${t(p.closed ? 'hazard.closedPark' : 'hazard.openPark')} · ${t(p.fire_station ? 'hazard.fireStation' : 'hazard.noFireStation')}`],
        ]}
      />
      {open && (
        <Loaded of={view}>
          {(v) => (
            <>
              <div className="hazard-map" style={{ height: 340 }}>
                <Suspense fallback={<Loading />}>
                  <SourcesMap sources={v.sources} shape={v.park.shape as unknown as GeoJSON.Geometry | undefined} />
                </Suspense>
              </div>
              <SourceTable rows={v.sources} />
              <h3>{t('hazard.ratings')}</h3>
              <ul className="people-list">
                {v.ratings.map((r) => (
                  <li key={r.id}>
                    <span><GradeTag grade={r.grade} /> {t('hazard.score', { n: r.total })} {r.note}</span>
                    <span className="faint">{r.by} <TimeText at={r.at} style="minute" /></span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Loaded>
      )}
      {rating && <RatingDialog p={p} onClose={() => setRating(false)} />}
    </Panel>
  );
}

function RatingDialog({ p, onClose }: { p: ParkItem; onClose: () => void }) {
  const { t } = useT();
  const guideline = useQuery({ queryKey: ['parks', 'guideline'], queryFn: () => body(api.GET('/api/hazard/guideline')) });
  return (
    <Modal open footer={null} width={720} title={t('hazard.rateTitle', { name: p.name })} onCancel={onClose}>
      <Loaded of={guideline}>{(g) => <RatingForm p={p} g={g} onClose={onClose} />}</Loaded>
    </Modal>
  );
}

function RatingForm({ p, g, onClose }: { p: ParkItem; g: ParkGuideline; onClose: () => void }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [scores, setScores] = useState<Record<string, number>>(() => ({ ...p.rating?.scores }));
  const [vetoes, setVetoes] = useState<string[]>([]);
  const [note, setNote] = useState('');
  const total = g.items.reduce((n, i) => n + (scores[i.code] ?? 0), 0);
  const grade = vetoes.length > 0 ? 'a' : (g.grades.find((x) => total >= x.from)?.grade ?? 'a');
  const save = useMutation({
    mutationFn: () => body(api.POST('/api/hazard/parks/{id}/ratings', { params: { path: { id: p.id } }, body: { guideline: g.version, scores, vetoes, note: note || undefined } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['parks'] });
      void message.success(t('hazard.ratedOk'));
      onClose();
    },
  });
  return (
    <>
      <p className="overdue">{say(g.tag)}</p>
      {g.items.map((i) => (
        <label key={i.code} className="score-row">
          <span>
            <b>{say(i.title)}</b> <span className="faint">{say(i.look)}</span>
          </span>
          <InputNumber min={0} max={i.most} value={scores[i.code] ?? null} onChange={(v) => setScores({ ...scores, [i.code]: v ?? 0 })} suffix={`/ ${i.most}`} aria-label={say(i.title)} />
        </label>
      ))}
      <h3>{t('hazard.vetoes')}</h3>
      <Checkbox.Group value={vetoes} onChange={setVetoes} options={g.vetoes.map((v) => ({ value: v.code, label: say(v.title) }))} />
      <Input.TextArea rows={2} maxLength={1000} value={note} onChange={(e) => setNote(e.target.value)} aria-label={t('hazard.noteLabel')} style={{ margin: '12px 0' }} />
      {save.error && <p className="overdue" role="alert">{errorSentence(save.error, t)}</p>}
      <div className="row spread">
        <span>
          <b>{t('hazard.total', { n: total })}</b> <GradeTag grade={grade} />
        </span>
        <Button type="primary" loading={save.isPending} disabled={g.items.some((i) => scores[i.code] === undefined)} onClick={() => save.mutate()}>
          {t('hazard.rateSave')}
        </Button>
      </div>
    </>
  );
}
