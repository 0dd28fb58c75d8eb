import './import.css';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { faultsQuery, outlineKind, saveFile, type Counts, type Fault, type Import } from '@/api/exchange';
import { useT } from '@/i18n/desk';
import { ListTable } from '@/kit/list-table';
import { count } from '@/kit/number';
import { errorSentence } from '@/kit/states';

/** What becomes of the rows, in numbers. */
export function Tally({ counts }: { counts: Counts }) {
  const { t } = useT();
  return (
    <dl className="tally">
      <div>
        <dt>{t('exchange.rows')}</dt>
        <dd data-count="rows">{count(counts.rows)}</dd>
      </div>
      {(['new', 'changed', 'same', 'wrong'] as const).map((k) => (
        <div key={k} className={k === 'wrong' && counts.wrong > 0 ? 'wrong' : undefined}>
          <dt>{t(`exchange.count_${k}`)}</dt>
          <dd data-count={k}>{count(counts[k])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A button that saves a file of the server, with its waiting and its refusal. */
export function SaveButton(props: { path: string; children: React.ReactNode; type?: 'primary' | 'default' | 'link'; name?: string }) {
  const { t } = useT();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = async () => {
    setBusy(true);
    setError(undefined);
    await saveFile(props.path).catch(setError);
    setBusy(false);
  };
  return (
    <>
      <Button type={props.type} loading={busy} onClick={() => void save()} data-do={props.name}>
        {props.children}
      </Button>
      {error !== undefined && <Alert type="error" showIcon title={errorSentence(error, t)} />}
    </>
  );
}

/** The rows that are wrong, and what to do about them. */
export function Faults({ job }: { job: Import }) {
  const { t, say } = useT();
  const faults = useInfiniteQuery(faultsQuery(job.id, job.state));
  return (
    <section aria-label={t('exchange.faults')}>
      <Alert
        type="warning"
        showIcon
        title={t(job.kind === outlineKind ? 'exchange.outlineWrong' : 'exchange.wrongHint')}
        action={
          job.kind === outlineKind ? undefined : <SaveButton path={`/register/imports/${job.id}/wrong`} name="download-wrong">
            {t('exchange.download')}
          </SaveButton>
        }
        style={{ marginBottom: 12 }}
      />
      <ListTable<Fault & { key: string }>
        of={{ ...faults, data: faults.data && { ...faults.data, pages: faults.data.pages.map((p) => ({ ...p, items: (p.items ?? []).map((f, i) => ({ ...f, key: `${f.line} ${i}` })) })) } }}
        rowKey="key"
        columns={[
          { title: t('exchange.line'), width: 80, render: (_, f) => <span className="num">{f.line}</span> },
          { title: t('exchange.column'), render: (_, f) => (f.column ? `${f.column} ${f.title}` : '–') },
          { title: t('exchange.value'), render: (_, f) => <div className="import-value">{f.value || '–'}</div> },
          { title: t('exchange.what'), render: (_, f) => <div className="import-value">{say(f.text)}</div> },
          { title: t('exchange.mend'), render: (_, f) => <div className="import-value faint">{say(f.mend)}</div> },
        ]}
      />
    </section>
  );
}
