import './monitor.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Segmented, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { openAlarms } from '@/api/queries';
import { consoleQuery, type SiteGroup } from '@/api/rules';
import type { Alarm } from '@/api/types';
import { useT } from '@/i18n/desk';
import { severities } from '@/kit/alarm-tag';
import { useAreaName } from '@/kit/area-name';
import { AreaFilter, Chips, TextFilter } from '@/kit/filters';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { useSteady } from '@/kit/steady';
import { Loaded, Nothing } from '@/kit/states';
import { acknowledgeable, shelvable, useAlarmActs } from './alarm-acts';
import { AlarmDrawer } from './alarm-drawer';
import { byUrgency, isStanding, noFilter, passes, type AlarmFilter } from './alarm-order';
import { AlarmGroups, useGroupActs } from './alarm-groups';
import { AlarmTable } from './alarm-table';
import { InputStrip } from './input-strip';
import { ShelveDialog } from './shelve-dialog';
import { useListKeys } from './use-list-keys';

type Tab = 'open' | 'shelved';
const none: Alarm[] = [];
type View = 'group' | 'flat';
const openStates = ['unacknowledged', 'returned', 'acknowledged'] as const;

/** The alarm console of the duty officer. */
export default function AlarmsPage() {
  const { t } = useT();
  const alarms = useQuery(openAlarms);
  return <Loaded of={alarms}>{(all) => <Console all={all} label={t('shell.alarms')} />}</Loaded>;
}

function Console({ all, label }: { all: Alarm[]; label: string }) {
  const { t } = useT();
  const acts = useAlarmActs();
  const areaName = useAreaName();
  const go = useNavigate();
  const { open = '' } = useSearch({ from: '/monitor/alarms' });
  const [tab, setTab] = useState<Tab>('open');
  const [filter, setFilter] = useState<AlarmFilter>(noFilter);
  const [view, setView] = useState<View>();
  const groups = useQuery(consoleQuery);
  const floods = groups.data?.floods ?? [];
  // A flood is worked by site until the officer chooses otherwise.
  const grouped = tab === 'open' && (view ?? (floods.length > 0 ? 'group' : 'flat')) === 'group';
  const actOnGroup = useGroupActs();
  const sites = (groups.data?.groups ?? []).filter((g) => !filter.area || g.area.startsWith(filter.area));
  const [at, setAt] = useState('');
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [shelving, setShelving] = useState<Alarm[]>(none);

  const standing = all.filter(isStanding).length;
  const shelved = all.filter((a) => a.state === 'shelved');
  const sorted = useMemo(
    () => all.filter((a) => (a.state === 'shelved') === (tab === 'shelved') && passes(a, filter)).sort(byUrgency),
    [all, tab, filter],
  );
  const { items: rows, over } = useSteady(sorted);
  const picked = rows.filter((a) => chosen.has(a.id));
  const due = picked.filter(acknowledgeable);
  const away = picked.filter(shelvable);
  const current = rows.find((a) => a.id === at);

  const show = (id: string) => void go({ to: '/monitor/alarms', search: id ? { open: id } : {}, replace: true });
  const choose = (ids: string[], on: boolean) =>
    setChosen((old) => {
      const next = new Set(old);
      for (const id of ids) if (on) next.add(id);
      else next.delete(id);
      return next;
    });

  const group = sites.find((g) => g.site === at);
  const showSite = (g: SiteGroup) => {
    setView('flat');
    setFilter({ ...filter, site: g.site });
  };
  const ofSite = (g?: SiteGroup) => (g ? all.filter((a) => a.site === g.site && shelvable(a)) : none);
  const keys = {
    move: (by: 1 | -1) => {
      if (grouped) {
        const n = sites.findIndex((g) => g.site === at);
        const to = sites[n < 0 ? 0 : Math.min(sites.length - 1, Math.max(0, n + by))];
        if (to) setAt(to.site);
        return;
      }
      const i = rows.findIndex((a) => a.id === at);
      const next = rows[i < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, i + by))];
      if (!next) return;
      setAt(next.id);
      if (open) show(next.id);
    },
    open: () => (grouped ? group?.first_out && show(group.first_out.id) : current && show(current.id)),
    act: {
      a: () => acts.mayAct && (grouped ? group && void actOnGroup(group, 'acknowledge') : void acts.acknowledge(due.length ? due : current ? [current] : [])),
      s: () => acts.mayAct && setShelving(grouped ? ofSite(group) : away.length ? away : current && shelvable(current) ? [current] : none),
      x: () => current && choose([current.id], !chosen.has(current.id)),
      Escape: () => show(''),
    },
  };
  useListKeys(keys);

  return (
    <div className="console">
      <PageHead title={label} note={t('alarm.count', { n: count(rows.length) })}>
        {acts.mayAct && (
          <Button disabled={away.length === 0} data-act="shelve-chosen" onClick={() => setShelving(away)}>
            {t('alarm.shelveN', { n: away.length })}
          </Button>
        )}
        {acts.mayAct && (
          <Button type="primary" disabled={due.length === 0} data-act="acknowledge-chosen" onClick={() => void acts.acknowledge(due).then(() => setChosen(new Set()))}>
            {t('alarm.acknowledgeN', { n: due.length })}
          </Button>
        )}
      </PageHead>
      <InputStrip />
      {floods.length > 0 && (
        <Alert type="error" showIcon className="flood" title={floods.map((x) => t('rule.flood', { area: areaName(x.area), n: count(x.count) })).join('；')} />
      )}
      <div className="filters">
        <Segmented<Tab>
          value={tab}
          onChange={setTab}
          options={[
            { value: 'open', label: `${t('alarm.openAlarms')} ${count(all.length - shelved.length)}` },
            { value: 'shelved', label: `${t('alarm.shelvedList')} ${count(shelved.length)}` },
          ]}
        />
        {tab === 'open' && (
          <Segmented<View>
            value={grouped ? 'group' : 'flat'}
            onChange={setView}
            options={[
              { value: 'group', label: t('rule.byGroup') },
              { value: 'flat', label: t('rule.flat') },
            ]}
          />
        )}
        {filter.site && (
          <Tag closable onClose={() => setFilter({ ...filter, site: undefined })}>
            {all.find((a) => a.site === filter.site)?.site_name ?? filter.site}
          </Tag>
        )}
        {standing > 0 && (
          <button type="button" className={filter.standing ? 'chip on' : 'chip'} aria-pressed={Boolean(filter.standing)} onClick={() => setFilter({ ...filter, standing: !filter.standing })}>
            {t('rule.standing', { n: count(standing) })}
          </button>
        )}
        <Chips
          label={t('alarm.severity')}
          choices={severities.map((s) => ({ value: s, label: t(`alarm.${s}`) }))}
          value={filter.severities}
          onChange={(v) => setFilter({ ...filter, severities: v })}
        />
        {tab === 'open' && (
          <Chips
            label={t('alarm.state')}
            choices={openStates.map((s) => ({ value: s, label: t(`alarm.${s}`) }))}
            value={filter.states as (typeof openStates)[number][]}
            onChange={(v) => setFilter({ ...filter, states: v })}
          />
        )}
        <AreaFilter value={filter.area} onChange={(area) => setFilter({ ...filter, area })} />
        <TextFilter value={filter.text} onChange={(text) => setFilter((f) => ({ ...f, text }))} hint={t('alarm.filterText')} />
      </div>
      <div className="alarm-scroll" tabIndex={0} role="region" aria-label={label} {...over}>
        {grouped ? (
          <Loaded of={groups}>
            {(d) => <AlarmGroups groups={sites} more={d.more} at={at} mayAct={acts.mayAct} onAct={actOnGroup} onShelve={(g) => setShelving(ofSite(g))} onOpen={show} onShow={showSite} />}
          </Loaded>
        ) : rows.length === 0 ? (
          <Nothing title={tab === 'open' ? t('alarm.none') : t('alarm.noneShelved')} hint={tab === 'open' ? t('alarm.noneHint') : undefined} />
        ) : (
          <AlarmTable alarms={rows} at={at} chosen={chosen} acts={acts} onAt={setAt} onChoose={choose} onOpen={show} onShelve={(a) => setShelving([a])} />
        )}
      </div>
      <footer className="keys faint">{t('alarm.keys')}</footer>
      <AlarmDrawer id={open} acts={acts} onShelve={(a) => setShelving([a])} onClose={() => show('')} />
      <ShelveDialog
        alarms={shelving}
        acts={acts}
        onClose={(done) => {
          setShelving(none);
          if (done) setChosen(new Set());
        }}
      />
    </div>
  );
}
