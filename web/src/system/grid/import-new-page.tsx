import './import.css';
import { InboxOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Select, Steps, Upload } from 'antd';
import { importQuery, outlineKind, sendImport } from '@/api/exchange';
import { kindsQuery } from '@/api/queries';
import type { Kind } from '@/api/types';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded } from '@/kit/states';
import { SaveButton } from './import-parts';

/** The first step of the wizard: which kind, which file. */
export default function ImportNewPage() {
  const kinds = useQuery(kindsQuery);
  return <Loaded of={kinds}>{(all) => <Choose kinds={all} />}</Loaded>;
}

function Choose({ kinds }: { kinds: Kind[] }) {
  const { t, say } = useT();
  const go = useNavigate();
  const cache = useQueryClient();
  const search = useSearch({ from: '/grid/imports/new' });
  const outlines = search.kind === outlineKind;
  const kind = outlines ? { name: outlineKind } : (kinds.find((k) => k.name === search.kind) ?? kinds[0]);
  const send = useMutation({
    mutationFn: (file: File) => sendImport(kind?.name ?? '', file),
    onSuccess: (job) => {
      cache.setQueryData(importQuery(job.id).queryKey, job);
      void cache.invalidateQueries({ queryKey: ['imports'] });
      void go({ to: '/grid/imports/$id', params: { id: job.id } });
    },
  });
  if (!kind) return null;
  return (
    <>
      <PageHead title={t('exchange.new')} />
      <Steps className="import-steps" current={0} items={(['File', 'Mapping', 'Check', 'Run', 'Result'] as const).map((s) => ({ title: t(`exchange.step${s}`) }))} />
      <Panel>
        <div className="filters">
          <Select
            aria-label={t('exchange.kind')}
            value={kind.name}
            onChange={(k) => void go({ to: '/grid/imports/new', search: { kind: k }, replace: true })}
            showSearch={{ optionFilterProp: 'label' }}
            options={[{ value: outlineKind, label: t('exchange.outlines') }, ...kinds.map((k) => ({ value: k.name, label: say(k.title) }))]}
            style={{ width: 220 }}
          />
          {!outlines && (
            <SaveButton path={`/register/templates/${kind.name}`} name="template">
              {t('exchange.template')}
            </SaveButton>
          )}
        </div>
        {send.error !== null && <Alert type="error" showIcon title={errorSentence(send.error, t)} style={{ marginBottom: 12 }} />}
        <Upload.Dragger
          accept={outlines ? '.json,.geojson,.zip' : '.xlsx,.csv,.txt,.json,.geojson,.zip'}
          maxCount={1}
          disabled={send.isPending}
          showUploadList={false}
          beforeUpload={(file) => {
            send.mutate(file);
            return false;
          }}
        >
          <p className="ant-upload-drag-icon">
            <InboxOutlined />
          </p>
          <p className="ant-upload-text">{send.isPending ? t('exchange.sending') : t('exchange.choose')}</p>
          <p className="ant-upload-hint">{t(outlines ? 'exchange.outlineFormats' : 'exchange.formats')}</p>
        </Upload.Dragger>
      </Panel>
    </>
  );
}
