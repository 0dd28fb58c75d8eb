import { useQuery } from '@tanstack/react-query';
import { Checkbox, Table, Typography } from 'antd';
import { useState } from 'react';
import type { CaseSheet } from '@/api/casework';
import { journalQuery } from '@/api/queries';
import type { JournalEntry } from '@/api/types';
import { useT, type Key } from '@/i18n/desk';
import { Loaded, Nothing } from '@/kit/states';
import { basisText } from '@/kit/term-text';
import { TimeText } from '@/kit/time-text';

const own: Record<string, Key> = { open: 'casework.openedIt', file: 'casework.addedFile', archived: 'casework.archived', 'clock.over': 'casework.clockOver', 'clock.recounted': 'casework.clockRecounted' };
const kinds: Record<string, Key> = { proposed: 'casework.did_proposed', signed: 'casework.did_signed', returned: 'casework.did_returned', refused: 'casework.did_refused' };

/** The act that an entry is about, and what became of it: "decide.refused" is a refusal of decide. */
export function deedOf(procedure: string, action: string): { act: string; kind: string } {
  const name = action.startsWith(`${procedure}.`) ? action.slice(procedure.length + 1) : action;
  const dot = name.lastIndexOf('.');
  const kind = dot > 0 ? name.slice(dot + 1) : '';
  return kind in kinds ? { act: name.slice(0, dot), kind } : { act: name, kind: '' };
}

/** Every entry of the journal with its digest; what was refused is among them, with the rule that refused it. */
export function JournalTab({ d }: { d: CaseSheet }) {
  const { t, say } = useT();
  const journal = useQuery(journalQuery(d.case.id));
  const [only, setOnly] = useState(false);
  const p = d.outline;
  const deed = (e: JournalEntry) => deedOf(p.name, e.action);
  const title = (e: JournalEntry) => {
    const { act } = deed(e);
    const known = p.acts.find((a) => a.name === act);
    // An act may bear the name of what every case has: only acts say in their body which act they are.
    const isAct = known && (own[act] === undefined || (e.body as { act?: string } | null)?.act === act);
    return isAct ? say(known.title) : own[act] ? t(own[act]) : act;
  };
  return (
    <Loaded of={journal}>
      {(all) => {
        const refused = all.filter((e) => deed(e).kind === 'refused');
        const rows = only ? refused : all;
        return (
          <>
            {refused.length > 0 && (
              <Checkbox checked={only} onChange={(e) => setOnly(e.target.checked)}>
                {t('casework.onlyRefusals', { n: refused.length })}
              </Checkbox>
            )}
            <Table<JournalEntry>
              size="small"
              rowKey="hash"
              pagination={false}
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              locale={{ emptyText: <Nothing /> }}
              rowClassName={(e) => (deed(e).kind === 'refused' ? 'row-refused' : '')}
              columns={[
                { title: t('casework.at'), render: (_, e) => <TimeText at={e.at} /> },
                {
                  title: t('casework.action'),
                  render: (_, e) => {
                    const kind = kinds[deed(e).kind];
                    return (
                      <>
                        <b>{title(e)}</b> {kind && <span className={deed(e).kind === 'refused' ? 'tag tag-red' : 'tag tag-plain'}>{t(kind)}</span>}
                      </>
                    );
                  },
                },
                { title: t('casework.actor'), render: (_, e) => e.actor_name },
                { title: t('casework.detail'), render: (_, e) => <div className="law-cell">{detailOf(e, deed(e).kind)}</div> },
                { title: t('casework.seq'), render: (_, e) => (e.seq ? <span className="num">{e.seq}</span> : <span title={t('casework.unsealed')}>…</span>) },
                {
                  title: t('casework.hash'),
                  render: (_, e) => (
                    <Typography.Text code copyable={{ text: e.hash }}>
                      {e.hash.slice(0, 10)}
                    </Typography.Text>
                  ),
                },
              ]}
            />
          </>
        );
      }}
    </Loaded>
  );
}

/** The reason of a refusal with its article, the opinion of a signature, the name of a file. */
function detailOf(e: JournalEntry, kind: string): string {
  const b = (e.body ?? {}) as { text?: string; law?: string; article?: string; name?: string; note?: { opinion?: string } | string };
  if (kind === 'refused') return [b.text, basisText(b)].filter(Boolean).join(' ');
  if (typeof b.note === 'object' && b.note?.opinion) return b.note.opinion;
  return b.name ?? '';
}
