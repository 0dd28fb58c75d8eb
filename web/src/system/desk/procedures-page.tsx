import { useQuery } from '@tanstack/react-query';
import { Collapse, Table } from 'antd';
import { proceduresQuery } from '@/api/queries';
import type { Procedure } from '@/api/types';
import { useT } from '@/i18n/desk';
import { basisText } from '@/kit/act-panel';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';

/** 流程库: every procedure that the person may see, with its stages, acts and articles. */
export default function ProceduresPage() {
  const { t, say } = useT();
  const procedures = useQuery(proceduresQuery);
  return (
    <>
      <PageHead title={t('casework.procedures')} />
      <Loaded of={procedures}>
        {(all) =>
          all.length === 0 ? (
            <Nothing />
          ) : (
            <Collapse
              defaultActiveKey={all[0]?.name}
              items={all.map((p) => ({
                key: p.name,
                label: <b>{say(p.title)}</b>,
                extra: <span className="faint">{`${t('casework.version', { v: p.version })} ${basisText(p.basis)}`}</span>,
                children: <Outline p={p} />,
              }))}
            />
          )
        }
      </Loaded>
    </>
  );
}

function Outline({ p }: { p: Procedure }) {
  const { t, say } = useT();
  const stage = (name: string) => say(p.stages.find((s) => s.name === name)?.title) || name;
  return (
    <div className="stack">
      <ol className="flow">
        {p.stages.map((s) => (
          <li key={s.name} className={s.final ? 'past' : ''}>
            {say(s.title)}
          </li>
        ))}
      </ol>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={p.acts}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('casework.action'), render: (_, a) => <b>{say(a.title)}</b> },
          { title: t('casework.from'), render: (_, a) => a.from.map(stage).join('、') },
          { title: t('casework.to'), render: (_, a) => (a.to ? stage(a.to) : t('casework.stays')) },
          { title: t('kit.basis'), render: (_, a) => basisText(a.basis) },
        ]}
      />
    </div>
  );
}
