import './after.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { similarQuery, type LikePast } from '@/api/after';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { LevelTag } from '@/kit/incident-words';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** 相似案例: past incidents that are like a running one, each with the reasons and what was learnt. */
export function Similar({ incident }: { incident: string }) {
  const { t, say } = useT();
  const may = useMay('after.past.read');
  const of = useQuery({ ...similarQuery(incident), enabled: may });
  const [open, setOpen] = useState(false);
  if (!may || !of.data) return null;
  const d = of.data;
  return (
    <>
      <Button size="small" data-do="similar" onClick={() => setOpen(true)}>
        {t('after.similar')} {d.items.length}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} size={560} title={t('after.similar')}>
        <p className="faint">
          {t('after.among', { n: d.among })} · {t('after.weights')} {d.traits.map((x) => `${say(x.title)} ${x.weight}`).join(' · ')}
        </p>
        {d.items.length === 0 && <Nothing title={t('after.noSimilar')} />}
        <ol className="like-list">
          {d.items.map((p) => (
            <LikeOne key={p.incident.id} p={p} />
          ))}
        </ol>
      </Drawer>
    </>
  );
}

function LikeOne({ p }: { p: LikePast }) {
  const { t, say } = useT();
  const i = p.incident;
  return (
    <li data-like={i.id}>
      <div className="row">
        <LevelTag level={i.level} />
        <Link to="/after/past" search={{ open: i.id }}>
          <b>{i.title}</b>
        </Link>
        {i.demo && <span className="tag tag-plain">{t('after.demo')}</span>}
      </div>
      <div className="row faint">
        <b className="num">{t('after.likeness', { n: p.points })}</b>
        <span>{i.area_name}</span>
        <TimeText at={i.happened_at} style="short" />
      </div>
      <ul className="like-reasons">
        {p.reasons.map((r) => (
          <li key={r.trait}>
            {say(r.title)}：{say(r.text)} <span className="faint num">+{r.points}</span>
          </li>
        ))}
      </ul>
      {i.lessons && (
        <p>
          <b>{t('after.lessons')}</b> {i.lessons}
        </p>
      )}
      {i.worked && (
        <p>
          <b>{t('after.worked')}</b> {i.worked}
        </p>
      )}
    </li>
  );
}
