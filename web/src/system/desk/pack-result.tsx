import { Button, Table } from 'antd';
import type { PackRule, PackTrial } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';

const tones: Record<string, string> = { refused: 'tag-red', gone: 'tag-orange', tightens: 'tag-blue', replaces: 'tag-blue', new: 'tag-blue', same: 'tag-plain' };
const weight = ['refused', 'gone', 'replaces', 'tightens', 'new', 'same'];

/** What loading a pack would do: its faults with their lines, and every rule beside what holds today. */
export function PackResult({ trial, onLine }: { trial: PackTrial; onLine: (line: number) => void }) {
  const { t, say } = useT();
  const areaName = useAreaName();
  const p = trial.pack;
  const rows = [...trial.rules].sort((a, b) => weight.indexOf(a.state) - weight.indexOf(b.state));
  return (
    <section className="stack" data-trial={trial.ok ? 'ok' : 'refused'}>
      <p role="status" className={trial.ok ? 'pack-ok' : 'pack-refused'}>
        <b>{trial.known ? t('law.packKnown') : trial.ok ? t('law.packOk') : t('law.packRefused', { n: trial.faults.length })}</b>{' '}
        {p && (
          <>
            {say(p.title)} <span className="faint">{p.ref}</span> {p.area ? areaName(p.area) : t('law.nation')} {t('law.sinceDay', { from: p.from })}
          </>
        )}
      </p>
      {trial.faults.length > 0 && (
        <ul className="pack-faults">
          {trial.faults.map((f, i) => (
            <li key={i} data-fault={f.rule || f.line}>
              {f.line > 0 && (
                <Button size="small" onClick={() => onLine(f.line)}>
                  {t('law.packLine', { n: f.line })}
                </Button>
              )}{' '}
              {say(f.text)} {f.law && <b>{t('law.packHigher', { law: `${f.law} ${f.article}` })}</b>}
            </li>
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <div className="scroll" role="region" aria-label={t('law.packState')} tabIndex={0}>
        <Table<PackRule>
          size="small"
          rowKey={(r) => `${r.id} ${r.state}`}
          pagination={false}
          dataSource={rows}
          columns={[
            { title: t('law.packState'), render: (_, r) => <span className={`tag ${tones[r.state]}`}>{t(`law.pack_${r.state as 'new'}`)}</span> },
            {
              title: t('law.rule'),
              render: (_, r) => (
                <div className="title-cell">
                  {say(r.title)} <code>{r.id}</code>
                </div>
              ),
            },
            { title: t('law.packWas'), render: (_, r) => <div className="law-cell">{say(r.was) || '–'}</div> },
            { title: t('law.packIs'), render: (_, r) => <b className="law-cell">{say(r.is) || '–'}</b> },
            { title: t('law.packAbove'), render: (_, r) => <div className="law-cell">{[r.law, r.article].filter(Boolean).join(' ') || '–'}</div> },
          ]}
        />
        </div>
      )}
    </section>
  );
}
