import '@/kit/clock-chip.css';
import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Select, Table, Tooltip } from 'antd';
import { useState } from 'react';
import { rulesQuery, type Rule } from '@/api/casework';
import { useT, type T } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { PageHead } from '@/kit/page';
import type { Say } from '@/kit/schema';
import { Loaded, Nothing } from '@/kit/states';
import { lapseText } from '@/kit/term-text';
import { shanghai } from '@/kit/time';
import { useNow } from '@/kit/use-now';
import { DayField } from '@/kit/day-field';

type Search = { on?: string; area?: string; q?: string; law?: string; open?: string };

/** Reports whether a rule holds all the words. */
export function ruleHas(r: Rule, q: string, say: Say): boolean {
  const text = [r.id, r.law, r.article, say(r.title), say(r.value)].join('\n').toLowerCase();
  return q.toLowerCase().split(/\s+/).every((w) => text.includes(w));
}

/** 法律规则: every rule of law in force on a day in an area, and how its value came about. */
export default function RulesPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/desk/rules' });
  const today = shanghai(useNow(), 'day');
  const rules = useQuery(rulesQuery({ on: f.on, area: f.area }));
  const [unchecked, setUnchecked] = useState(false);
  const set = (next: Search) => void go({ to: '/desk/rules', search: { ...f, ...next }, replace: true });
  return (
    <>
      <PageHead title={t('law.rules')}>
        <Link to="/desk/packs">{t('law.packs')}</Link>
      </PageHead>
      <div className="filters">
        <label className="row">
          {t('law.onDay')}
          <DayField value={f.on ?? today} onChange={(day) => set({ on: day && day !== today ? day : undefined })} />
        </label>
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <Laws rules={rules.data ?? []} value={f.law ?? ''} onChange={(v) => set({ law: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('law.search')} width={230} />
        <Checkbox checked={unchecked} onChange={(e) => setUnchecked(e.target.checked)}>
          {t('law.onlyUnchecked')}
        </Checkbox>
      </div>
      <Loaded of={rules}>
        {(all) => {
          const rows = all.filter((r) => (!f.law || r.law === f.law) && (!f.q || ruleHas(r, f.q, say)) && (!unchecked || r.parameter));
          return (
            <>
              <p className="faint" role="status">
                {t('law.found', { n: rows.length })} {rows.some((r) => r.parameter) && t('law.uncheckedCount', { n: rows.filter((r) => r.parameter).length })}
              </p>
              {rows.length === 0 ? (
                <Nothing
                  action={
                    <Button
                      onClick={() => {
                        setUnchecked(false);
                        void go({ to: '/desk/rules', search: {}, replace: true });
                      }}
                    >
                      {t('casework.clearFilters')}
                    </Button>
                  }
                />
              ) : (
                <RuleTable rows={rows} open={f.open} onOpen={(open) => set({ open })} />
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Laws({ rules, value, onChange }: { rules: Rule[]; value: string; onChange: (v: string) => void }) {
  const { t } = useT();
  const laws = [...new Set(rules.map((r) => r.law))].filter(Boolean).sort();
  return (
    <Select
      value={value}
      onChange={onChange}
      style={{ width: 260 }}
      aria-label={t('law.allLaws')}
      showSearch={{ optionFilterProp: 'label' }}
      options={[{ value: '', label: t('law.allLaws') }, ...laws.map((l) => ({ value: l, label: l }))]}
    />
  );
}

function RuleTable({ rows, open, onOpen }: { rows: Rule[]; open?: string; onOpen: (id?: string) => void }) {
  const { t, say } = useT();
  return (
    <Table<Rule>
      size="small"
      rowKey="id"
      dataSource={rows}
      pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      expandable={{
        expandedRowKeys: open ? [open] : [],
        onExpand: (on, r) => onOpen(on ? r.id : undefined),
        expandedRowRender: (r) => <Chain r={r} />,
      }}
      columns={[
        { title: t('law.rule'), render: (_, r) => <b className="title-cell">{say(r.title)}</b> },
        {
          title: t('law.value'),
          render: (_, r) => (
            <div className="law-cell">
              <b>{say(r.value)}</b> {r.parameter && <Unchecked />}
            </div>
          ),
        },
        { title: t('kit.basis'), render: (_, r) => <div className="law-cell">{[r.law, r.article].filter(Boolean).join(' ')}</div> },
        { title: t('law.id'), render: (_, r) => <code>{r.id}</code> },
      ]}
    />
  );
}

function Unchecked() {
  const { t } = useT();
  return (
    <Tooltip title={t('law.uncheckedHint')}>
      <span className="clock-mark" tabIndex={0}>
        {t('law.unchecked')}
      </span>
    </Tooltip>
  );
}

const protects = { right: 'law.protects_right', power: 'law.protects_power', duty: 'law.protects_duty' } as const;

function protectsText(r: Rule, t: T): string {
  const key = protects[r.protects as keyof typeof protects];
  return key ? t(key) : '';
}

function Chain({ r }: { r: Rule }) {
  const { t, say } = useT();
  const notes = [protectsText(r, t), lapseText(r.spec?.lapse, t)].filter(Boolean);
  return (
    <div className="stack">
      <b>{t('law.chain')}</b>
      <ol className="clock-steps">
        {r.explain.map((e, i) => (
          <li key={i}>{say(e)}</li>
        ))}
      </ol>
      {notes.length > 0 && <span className="faint">{notes.join(' · ')}</span>}
    </div>
  );
}
