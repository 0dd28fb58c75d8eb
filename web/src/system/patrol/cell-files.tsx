import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { App, Button, Select, Upload } from 'antd';
import { useState } from 'react';
import { systems } from '@/api/exchange';
import { idempotencyKey } from '@/api/idempotency';
import { problemOf } from '@/api/problem-of';
import type { CellDraft } from '@/api/types';
import { useT } from '@/i18n/desk';
import { language } from '@/i18n/language';
import { Panel } from '@/kit/page';
import { errorSentence } from '@/kit/states';

type System = (typeof systems)[number];

function SystemSelect({ value, onChange }: { value: System; onChange: (s: System) => void }) {
  const { t } = useT();
  return (
    <Select
      aria-label={t('exchange.system')}
      value={value}
      onChange={onChange}
      options={systems.map((s) => ({ value: s, label: t(`exchange.system_${s}`) }))}
      style={{ width: '100%', marginBottom: 8 }}
    />
  );
}

/** Takes the cells in force out as a file for a GIS. */
export function SaveCells({ community }: { community: string }) {
  const { t } = useT();
  const [system, setSystem] = useState<System>('wgs84');
  const file = (format: string, crs: string) => `/api/patrol/cells/file?${new URLSearchParams({ area: community, format, crs })}`;
  return (
    <Panel title={t('grid.takeOut')}>
      <SystemSelect value={system} onChange={setSystem} />
      <Button size="small" icon={<DownloadOutlined />} href={file('shapefile', system)} download data-do="save-shapefile">
        Shapefile
      </Button>{' '}
      <Button size="small" icon={<DownloadOutlined />} href={file('geojson', 'wgs84')} download data-do="save-geojson">
        GeoJSON (WGS 84)
      </Button>
    </Panel>
  );
}

/** Puts the cells of a file in the place of those of the draft. */
export function LoadCells({ draft, onLoaded }: { draft: CellDraft; onLoaded: (d: CellDraft) => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [system, setSystem] = useState<System>('wgs84');
  const [busy, setBusy] = useState(false);
  const load = async (file: File) => {
    setBusy(true);
    try {
      const answer = await fetch(`/api/patrol/drafts/${draft.id}/cells?${new URLSearchParams({ revision: String(draft.revision), crs: system })}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': idempotencyKey(), 'Accept-Language': language() },
        body: file,
      });
      if (!answer.ok) throw await problemOf(answer);
      onLoaded((await answer.json()) as CellDraft);
    } catch (e) {
      void message.error(errorSentence(e, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t('grid.load')}>
      <p className="faint">{t('grid.loadHint')}</p>
      <SystemSelect value={system} onChange={setSystem} />
      <Upload
        accept=".geojson,.json,.zip"
        showUploadList={false}
        beforeUpload={(file) => {
          void load(file);
          return false;
        }}
      >
        <Button size="small" icon={<UploadOutlined />} loading={busy} data-do="load-cells">
          {t('grid.loadFile')}
        </Button>
      </Upload>
    </Panel>
  );
}
