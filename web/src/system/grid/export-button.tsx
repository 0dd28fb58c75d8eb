import { DownloadOutlined } from '@ant-design/icons';
import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { systems } from '@/api/exchange';
import type { Kind } from '@/api/types';
import type { RegisterSearch } from '@/app/router';
import { useT } from '@/i18n/desk';
import { SaveButton } from './import-parts';

const formats = [
  { value: 'xlsx', label: 'Excel (.xlsx)' },
  { value: 'csv', label: 'CSV' },
  { value: 'geojson', label: 'GeoJSON' },
  { value: 'shapefile', label: 'Shapefile (.zip)' },
];

/** The query of an address; each value of a list stands under the name of its own. */
export function queryOf(parts: Record<string, string | string[] | undefined>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) for (const one of Array.isArray(value) ? value : [value]) if (one) query.append(name, one);
  return query;
}

/** Takes out what the filters of the list show. */
export function ExportButton({ kind, filter }: { kind: Kind; filter: RegisterSearch }) {
  const { t, say, lang } = useT();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState('xlsx');
  const [system, setSystem] = useState<(typeof systems)[number]>('wgs84');
  const crs = format === 'geojson' ? 'wgs84' : system;
  const query = queryOf({ ...filter, kind: kind.name, format, crs, language: lang });
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)} data-do="export">
        {t('exchange.export')}
      </Button>
      <Modal
        title={t('exchange.exportTitle', { kind: say(kind.title) })}
        open={open}
        onCancel={() => setOpen(false)}
        footer={[
          <Button key="close" onClick={() => setOpen(false)}>
            {t('exchange.close')}
          </Button>,
          <SaveButton key="save" type="primary" path={`/register/export?${query}`} name="export-save">
            {t('exchange.export')}
          </SaveButton>,
        ]}
      >
        <p className="faint">{t('exchange.exportAll')}</p>
        <div className="import-form">
          <label>
            <span>{t('exchange.format')}</span>
            <Select aria-label={t('exchange.format')} value={format} onChange={setFormat} options={formats} style={{ width: '100%' }} />
          </label>
          <label>
            <span>{t('exchange.system')}</span>
            <Select
              aria-label={t('exchange.system')}
              value={crs}
              disabled={format === 'geojson'}
              onChange={setSystem}
              options={systems.map((s) => ({ value: s, label: t(`exchange.system_${s}`) }))}
              style={{ width: '100%' }}
            />
            {format === 'geojson' && <small>{t('exchange.onlyWgs')}</small>}
          </label>
        </div>
      </Modal>
    </>
  );
}
