import './plan.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, App, Button, Tabs } from 'antd';
import { api, body } from '@/api/client';
import { planQuery, type PlanView } from '@/api/plan';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { DryRun } from './dry-run';
import { Organisation } from './organisation';
import { DefectList, StateTag } from './parts';
import { Requests } from './requests';
import { Cards, Contacts, Maps, Resources, Triggers } from './resources';
import { Tasks } from './tasks';
import { Versions } from './versions';

/** One plan: what it says, whether it could run tonight, what it would bring about, and its versions. */
export default function PlanPage() {
  const { code } = useParams({ strict: false }) as { code: string };
  const search: { version?: string } = useSearch({ from: '/command/plans/$code' });
  const plan = useQuery(planQuery(code, search.version ? Number(search.version) : undefined));
  return <Loaded of={plan}>{(v) => <Plan v={v} />}</Loaded>;
}

function Plan({ v }: { v: PlanView }) {
  const { t, say } = useT();
  const p = v.version;
  return (
    <>
      <PageHead title={v.plan.title} note={<><StateTag state={p.state} /> {t('plan.nth', { n: p.version })} · {p.area_name}</>}>
        <Acts v={v} />
      </PageHead>
      <Verdict v={v} />
      <Tabs
        items={[
          {
            key: 'overview',
            label: t('plan.overview'),
            children: (
              <div className="stack">
                <Panel>
                  <Facts
                    items={[
                      [t('plan.code'), <span key="c" className="num">{p.code}</span>],
                      [t('plan.kind'), say(p.kind_title)],
                      [t('plan.unit'), p.unit],
                      [t('plan.number'), p.number],
                      [t('plan.issuedOn'), p.issued_on],
                      [t('plan.filedOn'), p.filed_on || (p.file_by ? `${t('plan.notFiled')}（${t('plan.fileBy')} ${p.file_by}）` : '')],
                      [t('plan.reviewBy'), p.review_by],
                      [t('plan.parents'), <Above key="p" v={v} />],
                    ]}
                  />
                </Panel>
                <Requests code={p.code} />
                <Panel title={t('plan.defects')}><DefectList items={v.defects} /></Panel>
                <Panel title={t('plan.scope')}><p style={{ whiteSpace: 'pre-wrap', margin: 0 }}>{v.plan.scope}</p></Panel>
                <Triggers p={v.plan} />
              </div>
            ),
          },
          { key: 'organisation', label: t('plan.organisation'), children: <Organisation v={v} /> },
          { key: 'tasks', label: t('plan.tasks'), children: <Tasks v={v} /> },
          { key: 'resources', label: t('plan.resources'), children: <Resources p={v.plan} /> },
          { key: 'cards', label: t('plan.cards'), children: <Cards p={v.plan} /> },
          { key: 'contacts', label: t('plan.contacts'), children: <Contacts p={v.plan} /> },
          ...(v.plan.maps?.length ? [{ key: 'maps', label: t('plan.maps'), children: <Maps p={v.plan} /> }] : []),
          { key: 'run', label: t('plan.dryRun'), children: <DryRun v={v} /> },
          { key: 'versions', label: t('plan.versions'), children: <Versions v={v} /> },
        ]}
      />
    </>
  );
}

function Verdict({ v }: { v: PlanView }) {
  const { t } = useT();
  const stoppers = v.defects.filter((d) => d.stopper).length;
  const rest = v.defects.length - stoppers;
  if (stoppers > 0) return <Alert type="error" showIcon title={t('plan.cannotRun', { n: stoppers })} description={rest > 0 ? t('plan.mendSoon', { n: rest }) : undefined} />;
  return <Alert type={rest > 0 ? 'warning' : 'success'} showIcon title={t('plan.canRun')} description={rest > 0 ? t('plan.mendSoon', { n: rest }) : undefined} />;
}

function Above({ v }: { v: PlanView }) {
  const { t } = useT();
  return (
    <>
      {v.parents.map((p) => (
        <div key={p.code}>{p.seen ? <Link to="/command/plans/$code" params={{ code: p.code }}>{p.title}</Link> : p.title}</div>
      ))}
      {v.children > 0 && <div className="faint">{t('plan.children', { n: v.children })}</div>}
    </>
  );
}

function Acts({ v }: { v: PlanView }) {
  const { t } = useT();
  const go = useNavigate();
  const { modal } = App.useApp();
  const writes = useMay('plan.plan.write');
  const [busy, act] = useActing('plans');
  const p = v.version;
  const code = p.code;
  const path = `/api/plan/plans/${encodeURIComponent(code)}`;
  const open = v.versions.find((x) => x.state === 'draft' || x.state === 'submitted');
  return (
    <>
      {p.case && <Link to="/desk/cases/$id" params={{ id: p.case }}><Button>{t('plan.openCase')}</Button></Link>}
      <a href={`${path}/document?version=${p.version}`} download><Button>{t('plan.word')}</Button></a>
      <a href={`${path}/form?version=${p.version}`} download><Button>{t('plan.yaml')}</Button></a>
      {writes && p.state === 'issued' && !open && (
        <Button loading={busy} onClick={() => void act(() => body(api.POST('/api/plan/plans/{code}/revise', { params: { path: { code } } }))).then((ok) => {
          if (ok) void go({ to: '/command/plan-form', search: { code } });
        })}>
          {t('plan.revise')}
        </Button>
      )}
      {writes && open?.state === 'draft' && <Button onClick={() => void go({ to: '/command/plan-form', search: { code } })}>{t('plan.edit')}</Button>}
      {writes && open?.state === 'draft' && (
        <Button
          type="primary"
          loading={busy}
          onClick={() => modal.confirm({ title: t('plan.submit'), content: t('plan.submitSure'), onOk: () => act(() => body(api.POST('/api/plan/plans/{code}/submit', { params: { path: { code } } }))) })}
        >
          {t('plan.submit')}
        </Button>
      )}
    </>
  );
}
