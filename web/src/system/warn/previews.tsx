import type { Look } from '@/api/warn';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';

/** How each channel will show it, and how long it is there. */
export function Previews({ list }: { list: Look['previews'] }) {
  const { t } = useT();
  return (
    <Panel title={t('warn.preview')}>
      {list.map((p) => (
        <section key={p.channel}>
          <b>{t(`warn.by_${p.channel as 'sms'}`)}</b> <span className="faint num">{p.most > 0 ? t('warn.lengthOf', { n: p.length, most: p.most }) : t('warn.length', { n: p.length })}</span>
          <p className="warn-preview">{p.text}</p>
        </section>
      ))}
    </Panel>
  );
}
