import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { packsQuery, type Pack } from '@/api/casework';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { PackLoad } from './pack-load';

/** 规则包: the packs that are loaded, and for whoever may, a new one: first what it would do, then loading it. */
export default function PacksPage() {
  const { t } = useT();
  const may = useMay('desk.law.change');
  return (
    <>
      <PageHead title={t('law.packs')} />
      <div className="stack">
        <Panel title={t('law.packLoad')}>{may ? <PackLoad /> : <p className="faint">{t('law.packMayNot')}</p>}</Panel>
        <PackTable />
      </div>
    </>
  );
}

/** All packs with their days in force. */
function PackTable() {
  const { t, say } = useT();
  const areaName = useAreaName();
  const packs = useQuery(packsQuery);
  const ends = (p: Pack) => p.to && !p.to.startsWith('0001');
  return (
    <Panel title={t('law.packList')} className="rule-packs">
      <Loaded of={packs}>
        {(all) => (
          <div className="scroll" role="region" aria-label={t('law.packList')} tabIndex={0}>
          <Table<Pack>
            size="small"
            rowKey="ref"
            pagination={false}
            dataSource={all}
            columns={[
              {
                title: t('law.packs'),
                render: (_, p) => (
                  <div className="title-cell" data-pack={p.ref}>
                    <b>{say(p.title)}</b>
                    <br />
                    <small className="faint">{p.ref}</small>
                  </div>
                ),
              },
              { title: t('law.number'), render: (_, p) => <div className="law-cell">{p.number}</div> },
              { title: t('law.packArea'), render: (_, p) => (p.area ? areaName(p.area) : t('law.nation')) },
              { title: t('law.inForce'), render: (_, p) => <span className="num">{ends(p) ? t('law.fromTo', { from: p.from, to: p.to }) : t('law.sinceDay', { from: p.from })}</span> },
              { title: t('law.ruleCount'), render: (_, p) => <span className="num">{p.rules}</span> },
              { title: t('casework.hash'), render: (_, p) => <code>{p.hash.slice(0, 10)}</code> },
            ]}
          />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
