import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { openDraft, type Draft } from '@/api/warn';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { PageHead } from '@/kit/page';
import { errorSentence, Nothing } from '@/kit/states';
import { Editor } from './editor';

/** A new warning. */
export default function PublicationNewPage() {
  const { t } = useT();
  const go = useNavigate();
  const { message } = App.useApp();
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
      {may ? <Editor onSave={save} /> : <Nothing title={t('kit.denied')} />}
    </>
  );
}
