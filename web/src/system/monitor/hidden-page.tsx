import './monitor.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { App, Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { hiddenQuery, masksQuery, type HiddenAlarm, type Mask } from '@/api/rules';
import type { AlarmState, Severity } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AlarmStateTag, SeverityTag } from '@/kit/alarm-tag';
import { AreaFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { count } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';
import { MaskDialog } from './mask-dialog';

/** Every alarm that did not reach the operator, with its reason; and the windows that hide alarms by design. */
export default function HiddenPage() {
  const { t, say } = useT();
  const [reason, setReason] = useState('');
  const [area, setArea] = useState('');
  const [hours, setHours] = useState(24);
  const list = useInfiniteQuery(hiddenQuery(reason, area, hours));
  const first = list.data?.pages[0];
  const word = (r: string) => say(first?.reasons[r]) || r;
  return (
    <>
      <PageHead title={t('rule.hiddenTitle')} note={t('rule.hiddenNote')} />
      <MaskPanel />
      <div className="filters">
        <Segmented value={hours} onChange={setHours} options={[8, 24, 168, 720].map((n) => ({ value: n, label: n < 72 ? t('rule.hours', { n }) : t('rule.days', { n: n / 24 }) }))} />
        <AreaFilter value={area} onChange={setArea} />
        <Select
          value={reason}
          onChange={setReason}
          style={{ minWidth: 200 }}
          aria-label={t('rule.why')}
          options={[
            { value: '', label: t('rule.allReasons') },
            ...Object.keys(first?.reasons ?? {}).map((value) => ({ value, label: `${word(value)} ${count(first?.counts.find((c) => c.reason === value)?.count ?? 0)}` })),
          ]}
        />
      </div>
      <ListTable<HiddenAlarm & { key: string }>
        of={{ ...list, data: list.data && { ...list.data, pages: list.data.pages.map((p) => ({ ...p, items: p.items.map((i) => ({ ...i, key: i.alarm + i.reason })) })) } }}
        rowKey="key"
        empty={t('rule.hiddenNone')}
        columns={[
          { title: t('alarm.severity'), render: (_, h) => <SeverityTag severity={h.severity as Severity} /> },
          { title: t('rule.site'), render: (_, h) => <>{h.site_name || h.element_name} <span className="faint">{h.area_name}</span></> },
          { title: t('alarm.point'), render: (_, h) => <>{h.element_name} · {h.point_title}</> },
          { title: t('rule.why'), render: (_, h) => <><b>{word(h.reason)}</b> <span className="faint">{h.text}</span></> },
          { title: t('rule.times'), align: 'right', render: (_, h) => <b className="num">{count(h.count)}</b> },
          { title: t('rule.first'), render: (_, h) => <TimeText at={h.first} style="short" /> },
          { title: t('rule.last'), render: (_, h) => <TimeText at={h.last} style="short" /> },
          { title: t('rule.nowState'), render: (_, h) => <AlarmStateTag state={h.state as AlarmState} /> },
        ]}
      />
    </>
  );
}

/** The windows of maintenance and shutdowns: those that run, that are planned, and that ended lately. */
function MaskPanel() {
  const { t } = useT();
  const masks = useQuery(masksQuery);
  const may = useMay('signal.alarm.handle');
  const [adding, setAdding] = useState(false);
  return (
    <Panel
      title={t('rule.masks')}
      extra={
        may && (
          <Button size="small" type="primary" onClick={() => setAdding(true)}>
            {t('rule.addMask')}
          </Button>
        )
      }
    >
      <Loaded of={masks}>
        {(d) =>
          d.items.length === 0 ? (
            <p className="faint">{t('rule.masksNone')}</p>
          ) : (
            <ul className="masks">
              {d.items.slice(0, 20).map((m) => (
                <MaskRow key={m.id} m={m} may={may} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <MaskDialog open={adding} onClose={() => setAdding(false)} />
    </Panel>
  );
}

function MaskRow({ m, may }: { m: Mask; may: boolean }) {
  const { t } = useT();
  const { message } = App.useApp();
  const now = useNow();
  const over = Boolean(m.ended_at) || Date.parse(m.to) <= now;
  const running = !over && Date.parse(m.from) <= now;
  const end = async () => {
    try {
      await body(api.POST('/api/signal/masks/{id}/end', { params: { path: { id: m.id } } }));
      message.success(t('rule.maskEnded'));
    } catch (e) {
      message.error(errorSentence(e, t));
    }
    void queries.invalidateQueries({ queryKey: ['alarms'] });
  };
  return (
    <li className="row">
      <span className={running ? 'tag tag-orange' : 'tag tag-plain'}>{t(over ? 'rule.maskEnded' : running ? 'rule.maskRunning' : 'rule.maskPlanned')}</span>
      <b>{t(m.kind === 'shutdown' ? 'rule.shutdown' : 'rule.maintenance')}</b>
      <span>{m.site_name}</span>
      {m.points.length > 0 && <span className="faint">{m.points.join('、')}</span>}
      <span className="num">
        <TimeText at={m.from} style="short" /> – <TimeText at={m.to} style="short" />
      </span>
      <span>{m.reason}</span>
      <span className="faint">{m.person}</span>
      {m.hiding > 0 && <b>{t('rule.hiding', { n: count(m.hiding) })}</b>}
      {may && !over && (
        <Button size="small" onClick={() => void end()}>
          {t('rule.maskEnd')}
        </Button>
      )}
    </li>
  );
}
