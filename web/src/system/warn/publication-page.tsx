import './warn.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App } from 'antd';
import { queries } from '@/api/queries';
import { draftOf, publicationQuery, type Draft, type Publication } from '@/api/warn';
import { useT } from '@/i18n/desk';
import { ActPanel, perform } from '@/kit/act-panel';
import { Facts, PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { Editor } from './editor';
import { Origin } from './origin';
import { Previews } from './previews';
import { ProgressPanel } from './progress';

/** One warning of ours: what to do next, its text, and how far each version has reached. */
export default function PublicationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const one = useQuery(publicationQuery(id));
  return <Loaded of={one}>{(p) => <Page key={p.id} p={p} />}</Loaded>;
}

function Page({ p }: { p: Publication }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const d = draftOf(p);
  const mayEdit = p.acts.some((a) => a.act === 'revise' && a.allowed);
  const again = () => Promise.all([queries.invalidateQueries({ queryKey: ['publication', p.id] }), queries.invalidateQueries({ queryKey: ['publications'] })]);
  const save = async (text: Draft) => {
    try {
      await perform(p.id, 'revise', text as unknown as Record<string, unknown>, p.revision);
      message.success(t('warn.saved'));
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    }
  };
  return (
    <>
      <PageHead title={p.title} note={`${say(p.stage_title)} · ${p.area_name}`}>
        {p.status !== 'Actual' && <span className="tag tag-plain">{t(p.status === 'Exercise' ? 'warn.exercise' : 'warn.test')}</span>}
        {p.colour && <span className={`tag tag-${p.colour}`}>{say(p.colour_text)}</span>}
        <Link to="/monitor/warnings">{t('warn.back')}</Link>
      </PageHead>
      <div className="stack">
        <Panel>
          <ActPanel caseId={p.id} acts={p.acts.filter((a) => a.act !== 'revise')} revision={p.revision} size="large" />
          {p.faults.length > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t('warn.faults', { n: p.faults.length })}
              description={
                <ul className="warn-faults">
                  {p.faults.map((f, i) => (
                    <li key={i}>{say(f.text)}</li>
                  ))}
                </ul>
              }
            />
          )}
        </Panel>
        <Origin p={p} />
        {p.jobs.toReversed().map((j, i) => (
          <ProgressPanel key={j.id} job={j} n={p.jobs.length - i} first={i === 0} onChange={() => void again()} />
        ))}
        {mayEdit ? (
          <Editor key={p.revision} start={d} onSave={save} />
        ) : (
          d && (
            <div className="warn-two">
              <Text p={p} d={d} />
              <Previews list={p.previews} />
            </div>
          )
        )}
      </div>
    </>
  );
}

function Text({ p, d }: { p: Publication; d: Draft }) {
  const { t } = useT();
  return (
    <Panel title={t('warn.edit')}>
      <Facts
        items={[
          [t('warning.event'), p.event_name],
          [t('warning.areas'), p.area_name],
          [t('warning.expires'), <TimeText key="e" at={d.expires} style="minute" />],
          [t('warning.sender'), d.sender],
          [t('warn.f_deviation'), d.deviation],
        ]}
      />
      <h3>{d.headline}</h3>
      <p>{d.description}</p>
      <p>
        <b>{t('warning.instruction')}</b> {d.instruction}
      </p>
    </Panel>
  );
}
