import '@/kit/clock-chip.css';
import { Table } from 'antd';
import { Link } from '@tanstack/react-router';
import type { RuleRef } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';

/** The rules of law by which the case is judged: those in force when it was opened. */
export function LawTab({ rules }: { rules: RuleRef[] }) {
  const { t, say } = useT();
  if (rules.length === 0) return <Nothing title={t('law.noRules')} hint={t('law.noRulesHint')} />;
  return (
    <>
      <p className="faint">{t('law.frozen')}</p>
      <Table<RuleRef>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={rules}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('law.rule'), render: (_, r) => <b>{say(r.title)}</b> },
          {
            title: t('law.value'),
            render: (_, r) => (
              <>
                <b className="num">{say(r.value)}</b> {r.parameter && <span className="clock-mark">{t('law.unchecked')}</span>}
              </>
            ),
          },
          { title: t('kit.basis'), render: (_, r) => `${r.law} ${r.article}` },
          {
            title: t('law.id'),
            render: (_, r) => (
              <Link to="/desk/rules" search={{ q: r.id, open: r.id }}>
                {r.id}
              </Link>
            ),
          },
        ]}
      />
    </>
  );
}
