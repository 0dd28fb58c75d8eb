import { UploadOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { importsQuery, type ImportRow } from '@/api/exchange';
import { useT } from '@/i18n/desk';
import { ListTable } from '@/kit/list-table';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { TimeText } from '@/kit/time-text';

/** 台账导入: past imports, who did them and what came of them. */
export default function ImportsPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const imports = useInfiniteQuery(importsQuery);
  const result = (j: ImportRow) => {
    const c = j.state === 'done' || j.started_at ? j.counts : j.expected;
    return (['new', 'changed', 'same', 'wrong'] as const).filter((k) => c[k] > 0).map((k) => `${t(`exchange.count_${k}`)} ${count(c[k])}`).join(' · ');
  };
  return (
    <>
      <PageHead title={t('exchange.title')}>
        <Link to="/grid/imports/new">
          <Button type="primary" icon={<UploadOutlined />} data-do="new-import">
            {t('exchange.new')}
          </Button>
        </Link>
      </PageHead>
      <ListTable<ImportRow>
        of={imports}
        rowKey="id"
        empty={t('exchange.none')}
        emptyHint={t('exchange.noneHint')}
        onOpen={(j) => void go({ to: '/grid/imports/$id', params: { id: j.id } })}
        columns={[
          {
            title: t('exchange.file'),
            render: (_, j) => (
              <Link to="/grid/imports/$id" params={{ id: j.id }} onClick={(e) => e.stopPropagation()}>
                {j.name}
              </Link>
            ),
          },
          { title: t('exchange.kind'), render: (_, j) => say(j.kind_title) },
          { title: t('exchange.by'), render: (_, j) => j.person_name },
          { title: t('exchange.at'), render: (_, j) => <TimeText at={j.created_at} /> },
          { title: t('exchange.state'), render: (_, j) => <span className="tag tag-plain">{t(`exchange.${j.state}`)}</span> },
          { title: t('exchange.result'), render: (_, j) => <span className="num">{result(j) || '–'}</span> },
        ]}
      />
    </>
  );
}
