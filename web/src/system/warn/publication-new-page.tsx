import { useNavigate, useSearch } from '@tanstack/react-router';
import { App } from 'antd';
import { openDraft, type Draft } from '@/api/warn';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { PageHead } from '@/kit/page';
import { errorSentence, Nothing } from '@/kit/states';
import { Editor, soon } from './editor';

/** A new warning; what another page knows of it already is filled in. */
export default function PublicationNewPage() {
  const { t } = useT();
  const go = useNavigate();
  const { message } = App.useApp();
  const known: { event?: string; description?: string; source?: string } = useSearch({ strict: false });
  const start: Draft | undefined = known.description ? { status: 'Actual', colour: 'blue', headline: '', instruction: '', expires: soon(), areas: [], event: known.event ?? '', description: known.description, source: known.source } : undefined;
  const may = useMay('warn.warning.publish');
  const save = async (d: Draft) => {
    try {
      const id = await openDraft(d);
      message.success(t('warn.saved'));
      await go({ to: '/warn/publications/$id', params: { id } });
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    }
  };
  return (
    <>
      <PageHead title={t('warn.new')} />
      {may ? <Editor start={start} onSave={save} /> : <Nothing title={t('kit.denied')} />}
    </>
  );
}
