import { CopyOutlined, DownloadOutlined, ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Space } from 'antd';
import { useEffect, useState } from 'react';
import { situationQuery } from '@/api/room';
import { useT } from '@/i18n/desk';
import { SidePanel } from '@/kit/side-panel';
import { Loaded } from '@/kit/states';

/** The situation report: drafted at a click, to be read, edited and copied, or taken as a Word file. */
export function SituationDrawer({ incident, onClose }: { incident: string; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const report = useQuery(situationQuery(incident));
  const [text, setText] = useState('');
  useEffect(() => setText(report.data?.text ?? ''), [report.data]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      message.success(t('room.copied'));
    } catch {
      // A page without TLS may not write there: the text is chosen, and the keys copy it.
      document.querySelector<HTMLTextAreaElement>('[data-field="situation"]')?.select();
      message.info(t('room.copyByHand'), 6);
    }
  };
  return (
    <SidePanel
      open
      width={620}
      title={t('room.situation')}
      onClose={onClose}
      footer={
        <Space wrap>
          <Button type="primary" icon={<CopyOutlined />} disabled={!text} data-do="copy-situation" onClick={() => void copy()}>
            {t('room.copy')}
          </Button>
          <Button icon={<DownloadOutlined />} href={`/api/command/incidents/${incident}/situation/docx`} data-do="docx">
            {t('room.docx')}
          </Button>
          <Button icon={<ReloadOutlined />} loading={report.isFetching} onClick={() => void report.refetch()}>
            {t('room.redraft')}
          </Button>
        </Space>
      }
    >
      <Loaded of={report}>
        {() => (
          <div className="stack">
            <p className="faint">{t('room.draftNote')}</p>
            <Input.TextArea aria-label={t('room.text')} autoSize={{ minRows: 18 }} value={text} onChange={(e) => setText(e.target.value)} data-field="situation" />
          </div>
        )}
      </Loaded>
    </SidePanel>
  );
}
