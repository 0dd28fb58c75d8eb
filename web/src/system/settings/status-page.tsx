import { useQuery } from '@tanstack/react-query';
import { useConnection } from '@/app/feed';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';

async function probe(path: string): Promise<{ up: boolean; text: string }> {
  const answer = await fetch(path, { cache: 'no-store' });
  return { up: answer.ok, text: (await answer.text()).slice(0, 2000) };
}

/** Whether the server runs and is ready, as it says itself. */
export default function StatusPage() {
  const { t } = useT();
  const { state } = useConnection();
  const status = useQuery({
    queryKey: ['status'],
    refetchInterval: 10_000,
    queryFn: async () => ({ health: await probe('/healthz'), ready: await probe('/readyz') }),
  });
  const word = (up: boolean) => <span className={up ? 'tag tag-plain' : 'tag tag-red'}>{t(up ? 'casework.up' : 'casework.down')}</span>;
  return (
    <>
      <PageHead title={t('casework.system')} />
      <Loaded of={status}>
        {(s) => (
          <Panel>
            <Facts
              items={[
                [t('casework.health'), <>{word(s.health.up)} <span className="faint">{s.health.text}</span></>],
                [t('casework.ready'), <>{word(s.ready.up)} <span className="faint">{s.ready.text}</span></>],
                [t('shell.live'), word(state === 'live')],
              ]}
            />
          </Panel>
        )}
      </Loaded>
    </>
  );
}
