import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { maydaysQuery, type FieldMessage } from '@/api/field';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { shanghai } from '@/kit/time';
import { useSaid } from './words';

/** Says, wherever the officer is, that somebody in the field calls for help, until somebody has answered. */
export function MaydayBanner() {
  const may = useMay('field.message.answer');
  const open = useQuery({ ...maydaysQuery, enabled: may });
  if (!may || !open.data?.length) return null;
  return <Banner maydays={open.data} />;
}

function Banner({ maydays }: { maydays: FieldMessage[] }) {
  const { t } = useT();
  const words = useSaid();
  return (
    <div className="ring-banner" role="alert" data-banner="mayday" style={{ display: 'flex', flexWrap: 'wrap', gap: '6px 16px', alignItems: 'center', padding: '8px 14px', background: '#a8071a', color: '#fff' }}>
      {maydays.slice(0, 3).map((m) => (
        <span key={m.id}>
          <b>{t('field.deskMaydayFrom', { who: m.person_name, at: shanghai(m.at, 'clock'), what: words(m) })}</b> {m.task_title} {m.unanswered_since && <b data-alone={m.rounds}>{t('field.alone', { at: shanghai(m.unanswered_since, 'short'), n: m.rounds })}</b>}{' '}
          {m.incident && (
            <Link to="/command/incidents/$id" params={{ id: m.incident }} style={{ color: '#fff', textDecoration: 'underline' }}>
              {t('field.deskAnswer')}
            </Link>
          )}
        </span>
      ))}
    </div>
  );
}
