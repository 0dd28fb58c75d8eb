import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { inputsQuery } from '@/api/rules';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { shanghai } from '@/kit/time';

/** What does not tell us anything: connectors that are broken or doubtful, devices that are silent, messages that were refused for want of room. Nothing while all is in order. */
export function InputStrip() {
  const { t } = useT();
  const { data: d } = useQuery(inputsQuery);
  if (!d || d.broken + d.doubtful + d.silent + d.refused === 0) return null;
  const named = d.items.slice(0, 3).map((i) => i.name);
  return (
    <div className="input-strip" role="status" aria-label={t('alarm.inputs')} data-broken={d.broken}>
      <b>{t('alarm.inputs')}</b>
      {d.refused > 0 && (
        <Link to="/monitor/rejections" className={`tag ${d.refused_now ? 'tag-red' : 'tag-orange'}`}>
          {t(d.refused_now ? 'alarm.refusedNow' : 'alarm.refusedLately', { n: count(d.refused), at: shanghai(d.refused_since, 'short') })}
        </Link>
      )}
      {d.broken > 0 && (
        <Link to="/monitor/connectors" search={{ state: 'bad' }} className="tag tag-red">
          {t('alarm.brokenSources', { n: count(d.broken) })}
        </Link>
      )}
      {d.doubtful > 0 && (
        <Link to="/monitor/connectors" search={{ state: 'bad' }} className="tag tag-orange">
          {t('alarm.doubtfulSources', { n: count(d.doubtful) })}
        </Link>
      )}
      {d.silent > 0 && (
        <Link to="/monitor/devices" search={{ state: 'silent' }} className="tag tag-yellow">
          {t('alarm.silentDevices', { n: count(d.silent) })}
        </Link>
      )}
      <span className="faint names" title={d.items.map((i) => i.name).join('、')}>
        {named.join('、')}
        {d.items.length > 3 && '…'} {t('alarm.inputsNote')}
      </span>
    </div>
  );
}
