import './after.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { afterIncidentQuery, beginReview } from '@/api/after';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { useActing } from '@/kit/use-act';

/** On the page of an incident: how its follow-up stands, what is still out, and the way there. */
export function IncidentAfter({ incident }: { incident: string }) {
  const { t, say } = useT();
  const go = useNavigate();
  const may = useMay('after.review.read');
  const of = useQuery({ ...afterIncidentQuery(incident), enabled: may });
  const [busy, act] = useActing('cases');
  if (!may || !of.data) return null;
  const { review, may_begin, still_out } = of.data;
  return (
    <span className="incident-after row" data-part="after">
      {review && (
        <>
          <Link to="/after/reviews/$id" params={{ id: review.id }}>
            {t('after.ofIncident')}
          </Link>
          <span>{say(review.stage_title)}</span>
        </>
      )}
      {(review || still_out.total > 0) && <span>{still_out.total > 0 ? t('after.out', { n: still_out.total }) : t('after.allBack')}</span>}
      {may_begin && (
        <Button
          size="small"
          loading={busy}
          data-do="begin-after"
          onClick={() =>
            void act(async () => {
              const { id } = await beginReview(incident);
              void go({ to: '/after/reviews/$id', params: { id } });
            })
          }
        >
          {t('after.begin')}
        </Button>
      )}
    </span>
  );
}
