import './warn.css';
import { useQuery } from '@tanstack/react-query';
import { App, Button, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import { queries } from '@/api/queries';
import { putSettings, settingsQuery, type SettingView } from '@/api/warn';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** 预警渠道: which channels are used, how long each waits, and which colours need more. */
export default function ChannelsPage() {
  const { t } = useT();
  const all = useQuery(settingsQuery);
  return (
    <>
      <PageHead title={t('warn.channels')} note={t('warn.channelsNote')} />
      <Loaded of={all}>{(s) => <Settings key={s.version} s={s} />}</Loaded>
    </>
  );
}

const colours = ['red', 'orange', 'yellow', 'blue'] as const;

function Settings({ s }: { s: SettingView }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const [now, setNow] = useState({ channels: s.channels, sirens: s.sirens, grave: s.grave, version: s.version });
  const [busy, setBusy] = useState(false);
  const set = (channel: string, part: Partial<(typeof now.channels)[number]>) => setNow({ ...now, channels: now.channels.map((c) => (c.channel === channel ? { ...c, ...part } : c)) });
  const save = async () => {
    setBusy(true);
    try {
      await putSettings(now);
      message.success(t('warn.saved'));
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    }
    await queries.invalidateQueries({ queryKey: ['warn-settings'] });
    setBusy(false);
  };
  const pick = (name: 'sirens' | 'grave') => <Select mode="multiple" style={{ minWidth: 260 }} aria-label={t(`warn.${name}`)} value={now[name]} onChange={(v) => setNow({ ...now, [name]: v })} options={colours.map((c) => ({ value: c, label: t(`warn.${c}`) }))} />;
  return (
    <Panel
      extra={
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {t('warn.save')}
        </Button>
      }
      title={t('warn.channels')}
    >
      <table className="warn-table">
        <tbody>
          {s.states.map((c) => {
            const v = now.channels.find((x) => x.channel === c.channel)!;
            return (
              <tr key={c.channel}>
                <th scope="row">{say(c.title)}</th>
                <td>
                  {c.down_since ? (
                    <b className="overdue">
                      {t('warn.down')} <TimeText at={c.down_since} style="minute" />
                    </b>
                  ) : (
                    t(c.configured ? 'warn.configured' : 'warn.notConfigured')
                  )}
                </td>
                <td>
                  <Switch checked={v.enabled} aria-label={`${say(c.title)} ${t('warn.enabled')}`} onChange={(enabled) => set(c.channel, { enabled })} /> {t('warn.enabled')}
                </td>
                <td>
                  <InputNumber min={5} max={3600} precision={0} aria-label={`${say(c.title)} ${t('warn.wait')}`} value={v.wait_s} onChange={(x) => set(c.channel, { wait_s: x ?? v.wait_s })} /> {t('warn.wait')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>
        {t('warn.sirens')} {pick('sirens')}
      </p>
      <p>
        {t('warn.grave')} {pick('grave')}
      </p>
    </Panel>
  );
}
