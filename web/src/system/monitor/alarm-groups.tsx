import { App, Button } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries, openAlarms } from '@/api/queries';
import type { SiteGroup } from '@/api/rules';
import type { Severity } from '@/api/types';
import { useT } from '@/i18n/desk';
import { severityColour, SeverityTag, useAlarmWords } from '@/kit/alarm-tag';
import { count } from '@/kit/number';
import { errorSentence, Nothing } from '@/kit/states';
import { Since, TimeText } from '@/kit/time-text';

/** What a duty officer does with all alarms of a site, up to the newest that is in sight. */
export function useGroupActs() {
  const { t } = useT();
  const { message } = App.useApp();
  return async (g: SiteGroup, act: 'acknowledge' | 'take') => {
    try {
      const r = await body(api.POST('/api/signal/alarms/groups/{site}/{act}', { params: { path: { site: g.site, act } }, body: { up_to: g.newest_id } }));
      message.success(t(r.more ? 'rule.groupMore' : 'rule.groupDone', { site: g.site_name, n: count(r.done) }));
    } catch (e) {
      message.error(errorSentence(e, t));
    }
    await Promise.all([queries.invalidateQueries({ queryKey: ['alarms', 'groups'] }), queries.invalidateQueries({ queryKey: openAlarms.queryKey })]);
  };
}

/** The open alarms by site: each with the alarm that came first on top. */
export function AlarmGroups(props: {
  groups: SiteGroup[];
  more: boolean;
  at: string;
  mayAct: boolean;
  onAct: (g: SiteGroup, act: 'acknowledge' | 'take') => Promise<void>;
  onShelve: (g: SiteGroup) => void;
  onOpen: (alarm: string) => void;
  onShow: (g: SiteGroup) => void;
}) {
  const { t } = useT();
  if (props.groups.length === 0) return <Nothing title={t('alarm.none')} hint={t('alarm.noneHint')} />;
  return (
    <>
      <ul className="groups">
        {props.groups.map((g) => (
          <Group key={g.site} {...props} g={g} />
        ))}
      </ul>
      {props.more && <p className="faint groups-more">{t('rule.groupsMore')}</p>}
    </>
  );
}

function Group({ g, ...p }: Omit<Parameters<typeof AlarmGroups>[0], 'groups'> & { g: SiteGroup }) {
  const { t } = useT();
  const words = useAlarmWords();
  const [busy, setBusy] = useState(false);
  const a = g.first_out;
  const act = async (what: 'acknowledge' | 'take') => {
    setBusy(true);
    await p.onAct(g, what);
    setBusy(false);
  };
  return (
    <li className={`group edge-${severityColour[g.worst as Severity]} ${g.waiting > 0 ? 'waits' : ''} ${p.at === g.site ? 'on' : ''}`} data-group={g.site} aria-current={p.at === g.site}>
      <div className="group-head">
        <SeverityTag severity={g.worst as Severity} />
        <b className="clip">{g.site_name || g.site}</b>
        <span className="faint">{g.area_name}</span>
        <span className={g.waiting > 0 ? 'group-waiting' : 'faint'}>{t('rule.waitingOf', { n: count(g.waiting), all: count(g.count) })}</span>
        {g.chattering > 0 && <span className="tag tag-plain">{t('rule.chatterN', { n: count(g.chattering) })}</span>}
        {g.hidden > 0 && <span className="faint">{t('rule.hiddenN', { n: count(g.hidden) })}</span>}
        <span className="group-acts">
          {p.mayAct && g.waiting > 0 && (
            <Button size="small" type="primary" loading={busy} onClick={() => void act('acknowledge')}>
              {t('rule.acknowledgeGroup')}
            </Button>
          )}
          {p.mayAct && (
            <Button size="small" disabled={busy} onClick={() => void act('take')}>
              {t('rule.takeGroup')}
            </Button>
          )}
          {p.mayAct && (
            <Button size="small" disabled={busy} onClick={() => p.onShelve(g)} data-act="shelve-group">
              {t('rule.shelveGroup')}
            </Button>
          )}
          <Button size="small" onClick={() => p.onShow(g)}>
            {t('rule.showAlarms')}
          </Button>
        </span>
      </div>
      {a && (
        <button type="button" className="first-out" onClick={() => p.onOpen(a.id)}>
          <span className="tag tag-plain">{t('rule.firstOut')}</span>
          <b>
            {a.element_name} {a.point_title}
          </b>
          <span>{a.rule_title || words.what(a)}</span>
          <b className="num">
            {words.value(a)}
          </b>
          <TimeText at={a.raised_at} style="clock" />
          <span className="faint">
            <Since at={a.raised_at} />
          </span>
        </button>
      )}
    </li>
  );
}
