import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { useConnection } from '@/app/feed';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';

/** The state of the server and its parts, as it says itself. */
export default function ServerPage() {
  const { t, say } = useT();
  const { state } = useConnection();
  const server = useQuery({
    queryKey: ['server'],
    refetchInterval: 10_000,
    queryFn: () => body(api.GET('/api/settings/server')),
  });
  const word = (up: boolean) => <span className={up ? 'tag tag-plain' : 'tag tag-red'}>{t(up ? 'casework.up' : 'casework.down')}</span>;
  return (
    <>
      <PageHead title={t('casework.system')} note={server.data?.version} />
      <Loaded of={server}>
        {(s) => (
          <Panel>
            <Facts
              items={[
                [t('shell.live'), word(state === 'live')],
                ...(s.parts ?? []).map((p): [React.ReactNode, React.ReactNode] => [
                  say(p.title) || p.name,
                  <>
                    {word(p.ok)} <span className="faint">{say(p.text)}</span>
                  </>,
                ]),
              ]}
            />
          </Panel>
        )}
      </Loaded>
    </>
  );
}
