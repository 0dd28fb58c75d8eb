import './after.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Select } from 'antd';
import { pastQuery, type PastIncident, type PastQuestion } from '@/api/after';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { LevelTag, useTypeWord } from '@/kit/incident-words';
import { Facts, PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

type Search = { area?: string; q?: string; type?: string; level?: string; open?: string };

/** 案例库: past incidents with what worked and what was learnt, found by words. */
export default function PastPage() {
  const { t } = useT();
  const type = useTypeWord();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/after/past' });
  const set = (next: Search) => void go({ to: '/after/past', search: { ...f, open: undefined, ...next }, replace: true });
  const list = useQuery(pastQuery({ q: f.q, area: f.area, type: f.type as PastQuestion['type'], level: f.level as PastQuestion['level'] }));
  return (
    <>
      <PageHead title={t('after.past')} note={t('after.pastNote')} />
      <div className="filters">
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('after.past')} width={240} />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <Select
          aria-label={t('after.anyType')}
          value={f.type ?? ''}
          onChange={(v) => set({ type: v || undefined })}
          style={{ width: 150 }}
          options={[{ value: '', label: t('after.anyType') }, ...['natural', 'accident', 'health', 'social'].map((v) => ({ value: v, label: type(v) }))]}
        />
        <Select
          aria-label={t('after.anyLevel')}
          value={f.level ?? ''}
          onChange={(v) => set({ level: v || undefined })}
          style={{ width: 120 }}
          options={[{ value: '', label: t('after.anyLevel') }, ...['I', 'II', 'III', 'IV'].map((v) => ({ value: v, label: v }))]}
        />
      </div>
      <Loaded of={list}>
        {(d) => (
          <Panel>
            {d.more && <p className="faint">{t('after.more')}</p>}
            {d.items.length === 0 && <Nothing title={t('after.noPast')} />}
            <ul className="after-past">
              {d.items.map((p) => (
                <Past key={p.id} p={p} open={f.open === p.id} />
              ))}
            </ul>
          </Panel>
        )}
      </Loaded>
    </>
  );
}

function Past({ p, open }: { p: PastIncident; open: boolean }) {
  const { t, say } = useT();
  const type = useTypeWord();
  const may = useMay('after.review.read');
  const figures = p.figures.filter((f) => f.known).map((f) => `${say(f.title)} ${f.value} ${say(f.unit)}`);
  return (
    <li data-past={p.id}>
      <details open={open}>
        <summary>
          <LevelTag level={p.level} /> <b>{p.title}</b> {p.demo && <span className="tag tag-plain">{t('after.demo')}</span>}{' '}
          <span className="faint">
            {p.area_name} · <TimeText at={p.happened_at} style="short" />
          </span>
        </summary>
        <Facts
          items={[
            [t('after.kind'), [type(p.type), say(p.event_title)].filter(Boolean).join(' · ')],
            [t('after.substance'), p.substance],
            [t('after.site'), p.site],
            [t('after.weather'), p.weather_text],
            [t('after.lasted'), p.minutes ? t('after.minutes', { n: p.minutes }) : ''],
            [t('after.figures'), figures.join('，')],
            [t('after.forcesOut'), p.forces],
            [t('after.taskScore'), t('after.score', { met: p.tasks.met, missed: p.tasks.missed })],
            [t('after.tab_costs'), p.cost ? `${p.cost.toLocaleString('zh-CN')} ${t('after.yuan')}` : ''],
          ]}
        />
        <p>{p.summary}</p>
        <p>
          <b>{t('after.worked')}</b> {p.worked}
        </p>
        <p>
          <b>{t('after.problems')}</b> {p.problems}
        </p>
        <p>
          <b>{t('after.lessons')}</b> {p.lessons}
        </p>
        {p.review && may && (
          <Link to="/after/reviews/$id" params={{ id: p.review }}>
            {p.number || t('after.tab_report')}
          </Link>
        )}
      </details>
    </li>
  );
}
