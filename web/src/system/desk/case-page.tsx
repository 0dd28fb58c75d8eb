import { UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { App, Button, Table, Typography, Upload } from 'antd';
import { uploadFile } from '@/api/files';
import { caseQuery, journalQuery, queries } from '@/api/queries';
import type { CaseDetail, JournalEntry, Procedure } from '@/api/types';
import { useT } from '@/i18n/desk';
import { ActPanel } from '@/kit/act-panel';
import { Facts, PageHead, Panel } from '@/kit/page';
import type { Schema } from '@/kit/schema';
import { SchemaFacts } from '@/kit/schema-value';
import { errorSentence, Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** Any case of any procedure: where it stands, what may be done, what it holds, and its journal. */
export default function CasePage() {
  const { t, say } = useT();
  const { id } = useParams({ from: '/desk/cases/$id' });
  const detail = useQuery(caseQuery(id));
  return (
    <Loaded of={detail}>
      {(d) => (
        <>
          <PageHead title={d.case.title} note={`${say(d.case.procedure_title)} · ${t('casework.version', { v: d.case.version })}`}>
            {d.case.page && <Link to={d.case.page}>{t('casework.ownPage')}</Link>}
          </PageHead>
          <div className="two">
            <div className="stack">
              <Panel title={t('casework.flow')}><Flow d={d} /></Panel>
              <Panel title={t('casework.acts')}>
                <ActPanel caseId={d.case.id} acts={d.acts ?? []} />
              </Panel>
              <Panel title={t('casework.journal')}>
                <Journal id={id} p={d.outline} />
              </Panel>
            </div>
            <div className="stack">
              <Panel title={t('casework.data')}>
                <CaseFacts d={d} />
                <SchemaFacts schema={d.outline.data as Schema | undefined} data={d.case.data as Record<string, unknown>} />
              </Panel>
              <Files d={d} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}

/** The final stage to which the ordinary way leads, among others such as dismissed or merged. */
function usualEnd(p: Procedure): string | undefined {
  return p.acts.findLast((a) => a.tone === 'next' && p.stages.some((s) => s.final && s.name === a.to))?.to;
}

function Flow({ d }: { d: CaseDetail }) {
  const { say } = useT();
  const stages = d.outline.stages.filter((s) => !s.final || s.name === d.case.stage || s.name === usualEnd(d.outline));
  const now = stages.findIndex((s) => s.name === d.case.stage);
  return (
    <ol className="flow">
      {stages.map((s, i) => (
        <li key={s.name} className={i === now ? 'now' : i < now ? 'past' : ''} aria-current={i === now ? 'step' : undefined}>
          {say(s.title)}
        </li>
      ))}
    </ol>
  );
}

function CaseFacts({ d }: { d: CaseDetail }) {
  const { t } = useT();
  const c = d.case;
  return (
    <Facts
      items={[
        [t('casework.opened'), <TimeText key="o" at={c.opened_at} />],
        [t('casework.updated'), <TimeText key="c" at={c.changed_at} />],
        [t('casework.actor'), c.last_name],
        [t('casework.due'), <TimeText key="d" at={c.due_at} style="minute" />],
      ]}
    />
  );
}

function Journal({ id, p }: { id: string; p: Procedure }) {
  const { t, say } = useT();
  const journal = useQuery(journalQuery(id));
  const title = (e: JournalEntry) => say(p.acts.find((a) => e.action === `${p.name}.${a.name}`)?.title) || e.action;
  return (
    <Loaded of={journal}>
      {(rows) => (
        <Table<JournalEntry>
          size="small"
          rowKey="hash"
          pagination={false}
          dataSource={rows}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('casework.seq'), render: (_, e) => e.seq || '…' },
            { title: t('casework.at'), render: (_, e) => <TimeText at={e.at} /> },
            { title: t('casework.action'), render: (_, e) => title(e) },
            { title: t('casework.actor'), render: (_, e) => e.actor_name },
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
      )}
    </Loaded>
  );
}

function Files({ d }: { d: CaseDetail }) {
  const { t } = useT();
  const { message } = App.useApp();
  const send = async (f: File) => {
    try {
      await uploadFile(d.case.id, f);
      message.success(t('casework.uploaded', { name: f.name }));
      await queries.invalidateQueries({ queryKey: ['case', d.case.id] });
    } catch (e) {
      message.error(errorSentence(e, t), 6);
    }
  };
  return (
    <Panel
      title={t('casework.files')}
      extra={
        !d.case.closed && (
          <Upload
            showUploadList={false}
            beforeUpload={(f) => {
              void send(f);
              return false;
            }}
          >
            <Button size="small" icon={<UploadOutlined />}>
              {t('casework.upload')}
            </Button>
          </Upload>
        )
      }
    >
      <ul className="near">
        {(d.files ?? []).map((f) => (
          <li key={f.id}>
            <a href={`/api/cases/${d.case.id}/files/${f.id}`} target="_blank" rel="noreferrer" className="clip">
              {f.name}
            </a>
            <span className="faint">
              {f.person_name} <TimeText at={f.at} style="short" />
            </span>
          </li>
        ))}
        {!d.files?.length && <li className="faint">{t('casework.noFiles')}</li>}
      </ul>
    </Panel>
  );
}
