import { useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { kindsQuery } from '@/api/queries';
import type { AlarmTrigger, TriggerView } from '@/api/warn';
import type { Severity } from '@/api/types';
import { useT } from '@/i18n/desk';
import { SeverityTag } from '@/kit/alarm-tag';

export const watches = ['limit', 'rate', 'stuck', 'stale', 'silence', 'vote', 'expression', 'promql'] as const;
export type Watch = (typeof watches)[number];

interface Acts {
  edit: (i: number) => void;
  remove: (i: number) => void;
  off?: (i: number) => void;
}

/** Triggers in words. With before, what is new or changed is marked. */
export function TriggerTable({ list, before, events, acts }: { list: AlarmTrigger[]; before?: AlarmTrigger[]; events: TriggerView['events']; acts?: Acts }) {
  const { t, say } = useT();
  const kinds = useQuery(kindsQuery);
  const kind = (name: string) => {
    const k = kinds.data?.find((x) => x.name === name);
    return k ? say(k.title) : name;
  };
  const mark = (x: AlarmTrigger) => {
    const old = before?.find((b) => b.name === x.name);
    if (!before || (old && JSON.stringify(old) === JSON.stringify(x))) return null;
    return <span className="tag tag-orange">{t(old ? 'warn.tChanged' : 'warn.tAdded')}</span>;
  };
  return (
    <Table<AlarmTrigger>
      size="middle"
      rowKey="name"
      pagination={false}
      dataSource={list}
      scroll={{ x: 'max-content' }}
      columns={[
        {
          title: t('warn.tName'),
          render: (_, x) => (
            <>
              <b>{x.name}</b> {mark(x)}
            </>
          ),
        },
        { title: t('connector.state'), render: (_, x) => <span className={x.enabled ? 'tag tag-blue' : 'tag tag-plain'}>{t(x.enabled ? 'warn.tOn' : 'warn.tOff')}</span> },
        {
          title: t('warn.tWhen'),
          className: 'nature-what',
          render: (_, x) => (
            <>
              <SeverityTag severity={x.severity as Severity} /> {x.kinds.map(kind).join('、')} {x.watches.map((w) => t(`warn.watch_${w as Watch}`)).join('、')} <span className="faint">{x.areas.join('、')}</span>
            </>
          ),
        },
        {
          title: t('warn.tThen'),
          render: (_, x) => (
            <>
              {events.find((e) => e.code === x.event)?.name ?? x.event} <b>{t(`warn.${x.colour}`)}</b> · {t(`warn.wide_${x.wide}`)} <span className="faint">{t('warn.tQuiet')} {x.quiet_min}</span>
            </>
          ),
        },
        ...(acts
          ? [
              {
                title: '',
                render: (_: unknown, x: AlarmTrigger, i: number) => (
                  <span className="row">
                    <Button size="small" data-act="edit-trigger" onClick={() => acts.edit(i)}>
                      {t('warn.tEdit')}
                    </Button>
                    {x.enabled && acts.off && (
                      <Button size="small" danger data-act="off-trigger" onClick={() => acts.off?.(i)}>
                        {t('warn.tSwitchOff')}
                      </Button>
                    )}
                    <Button size="small" type="text" onClick={() => acts.remove(i)}>
                      {t('warn.tRemove')}
                    </Button>
                  </span>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
