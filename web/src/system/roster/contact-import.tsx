import { UploadOutlined } from '@ant-design/icons';
import { App, Button, Modal, Upload } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { Imported } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { useAct } from './use-act';

async function base64(f: Blob): Promise<string> {
  const bytes = new Uint8Array(await f.arrayBuffer());
  let text = '';
  for (const b of bytes) text += String.fromCharCode(b);
  return btoa(text);
}

const send = (file: string, check: boolean) => body(api.POST('/api/duty/contacts/import', { body: { file, check } }));

/** Brings contacts in from a table: first it says what would be done and what is wrong, row by row; then it does it. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const [file, setFile] = useState<{ name: string; data: string }>();
  const [found, setFound] = useState<Imported>();
  const [busy, act] = useAct();
  const look = async (f: File) => {
    setFound(undefined);
    const data = await base64(f);
    setFile({ name: f.name, data });
    try {
      setFound(await send(data, true));
    } catch (e) {
      void message.error(errorSentence(e, t), 8);
    }
  };
  const save = async () => {
    if (file && (await act(() => send(file.data, false), t('duty.imported', { n: (found?.added ?? 0) + (found?.changed ?? 0) })))) onClose();
  };
  const ready = found && found.faults.length === 0 && found.added + found.changed > 0;
  return (
    <Modal open title={t('duty.import')} okText={t('duty.importDo')} okButtonProps={{ disabled: !ready }} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <div className="stack">
        <p className="faint">{t('duty.importHint')}</p>
        <Upload
          accept=".xlsx,.csv"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(f) => {
            void look(f);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>{file?.name ?? t('duty.chooseFile')}</Button>
        </Upload>
        {found && <p>{t('duty.importFound', { rows: found.rows, added: found.added, changed: found.changed, same: found.same })}</p>}
        {found && found.faults.length > 0 && (
          <ul className="faults" role="alert">
            {found.faults.slice(0, 50).map((x) => (
              <li key={`${x.row} ${x.field}`}>
                <span className="tag fault-gap">{t('duty.row', { n: x.row })}</span> {say(x.text)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Modal>
  );
}
