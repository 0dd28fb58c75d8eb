import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { partQuery } from '@/api/queries';
import type { FilePart } from '@/api/types';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** One part of a file: read by itself, with its own states, so that none hides another. */
export function FilePartPanel({ id, part }: { id: string; part: FilePart }) {
  const { t, say } = useT();
  const page = useQuery(partQuery(id, part.name, part.may));
  const rows = page.data?.rows ?? [];
  return (
    <div id={`part-${part.name}`}>
      <Panel title={say(part.title)} extra={page.data?.more && rows.length > 0 && <Link to={page.data.more as never}>{t('file.partMore')}</Link>}>
        {!part.may ? (
          <span className="faint">{t('kit.denied')}</span>
        ) : (
          <Loaded of={page}>
            {(p) => (
              <>
                {rows.length === 0 && <span className="faint">{t('file.partEmpty')}</span>}
                <ul className="file-rows file-scroll">
                  {rows.map((r) => (
                    <li key={r.id}>
                      <span className="clip">{r.link ? <Link to={r.link as never}>{r.title}</Link> : r.title}</span>
                      {r.text && <span className="num">{r.text}</span>}
                      <span className={r.tone ? `tag tag-${r.tone}` : 'tag tag-plain'}>{say(r.state)}</span>
                      <span className="faint num file-at">
                        <TimeText at={r.at} style="minute" />
                      </span>
                    </li>
                  ))}
                </ul>
                {p.total > rows.length && <span className="faint">{t('file.partShown', { n: count(p.total), m: rows.length })}</span>}
                {p.total < 0 && <span className="faint">{t('file.partMany', { m: rows.length })}</span>}
              </>
            )}
          </Loaded>
        )}
      </Panel>
    </div>
  );
}
