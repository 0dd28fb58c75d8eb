import './file.css';
import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { partQuery, partsQuery } from '@/api/queries';
import type { ElementView, FilePart } from '@/api/types';
import { useT } from '@/i18n/desk';
import { NearList, useKind } from '@/kit/element-parts';
import { count } from '@/kit/number';
import { Facts, Panel } from '@/kit/page';
import { RiskTag } from '@/kit/risk-tag';
import type { Schema } from '@/kit/schema';
import { SchemaValue } from '@/kit/schema-value';
import { Loaded, Loading } from '@/kit/states';
import { useNow } from '@/kit/use-now';
import { creditCodeIsRight, daysUntil } from './credit';
import { FilePartPanel } from './file-part';
import { HazardsPanel } from './hazards-panel';

const FileMap = lazy(() => import('./file-map'));

/** 一企一档: the picture first – who, where, how dangerous, what is open – then the parts, each by itself. */
export function EnterpriseFile({ e }: { e: ElementView }) {
  const { t, say } = useT();
  const parts = useQuery(partsQuery(e.id));
  const units = e.children.filter((g) => g.items.length > 0);
  return (
    <div className="file">
      <div className="file-top">
        <Panel title={t('file.identity')} extra={<RiskTag risk={e.risk} />}>
          <Identity e={e} />
        </Panel>
        <Panel title={t('file.map')} className="file-map">
          <Suspense fallback={<Loading />}>
            <FileMap e={e} />
          </Suspense>
        </Panel>
        <Panel title={t('file.open')}>
          <OpenMatters id={e.id} parts={parts.data ?? []} />
        </Panel>
      </div>
      <HazardsPanel id={e.id} />
      <div className="file-parts">
        <Permits e={e} />
        <Panel title={t('file.below')}>
          {units.length === 0 && <span className="faint">{t('file.noBelow')}</span>}
          {units.map((g) => (
            <section key={g.kind} className="file-units">
              <h3>
                {say(g.title)} <span className="faint num">{count(g.items.length)}</span>
              </h3>
              <ul className="near">
                {g.items.map((x) => (
                  <li key={x.id}>
                    <Link to="/grid/elements/$id" params={{ id: x.id }} className="clip">
                      {x.name}
                    </Link>
                    <RiskTag risk={x.risk} short />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </Panel>
        <Loaded of={parts}>{(all) => all.map((p) => <FilePartPanel key={p.name} id={e.id} part={p} />)}</Loaded>
        <Panel title={`${t('register.near')} · ${t('register.camera')}`}>
          <NearList lon={e.lon} lat={e.lat} kind="camera" k={5} />
        </Panel>
      </div>
    </div>
  );
}

/** The attributes, without the tables that have a panel of their own. */
function Identity({ e }: { e: ElementView }) {
  const { t, say } = useT();
  const schema = useKind(e.kind)?.schema as Schema | undefined;
  const attrs = e.attrs as Record<string, unknown>;
  const code = String(attrs.credit_code ?? '');
  const right = creditCodeIsRight(code);
  const value = (name: string) => <SchemaValue key={name} schema={schema?.properties?.[name] ?? {}} value={attrs[name]} />;
  const title = (name: string) => say(schema?.properties?.[name]?.['x-title']) || name;
  const rows = ['sector', 'industry', 'scale', 'state', 'legal_person', 'phone', 'safety_manager', 'safety_phone', 'employees', 'safety_staff', 'standardisation', 'special_risks', 'founded'];
  return (
    <div className="stack">
      <div className="file-code">
        <span className="num">{code}</span>
        <span className={right ? 'file-good' : 'file-bad'}>
          {right ? <CheckCircleFilled aria-hidden /> : <ExclamationCircleFilled aria-hidden />} {t(right ? 'file.creditOk' : 'file.creditBad')}
        </span>
      </div>
      <Facts items={[...rows.filter((n) => attrs[n] !== undefined).map((n): [string, React.ReactNode] => [title(n), value(n)]), [t('register.area'), e.area_name], [t('register.address'), e.address]]} />
    </div>
  );
}

/** What wants something done, from all parts that the person may see. */
function OpenMatters({ id, parts }: { id: string; parts: FilePart[] }) {
  const { t, say } = useT();
  const seen = parts.filter((p) => p.may);
  const answers = useQueries({ queries: seen.map((p) => partQuery(id, p.name)) });
  const open = seen.map((p, i) => ({ part: p, page: answers[i]?.data })).filter((x) => (x.page?.open ?? 0) > 0);
  if (open.length === 0 && answers.some((a) => a.isPending)) return <Loading />;
  if (open.length === 0) return <span className="faint">{t('file.openNone')}</span>;
  return (
    <ul className="file-open">
      {open.map(({ part, page }) => (
        <li key={part.name}>
          <a href={`#part-${part.name}`}>
            <b className="num">{count(page?.open)}</b> {say(part.title)}
          </a>
          <span className="faint clip">{page?.rows.find((r) => r.tone !== 'green')?.title}</span>
        </li>
      ))}
    </ul>
  );
}

interface Permit {
  type: string;
  no: string;
  authority?: string;
  expires?: string;
}

/** The permits, those that are out of date or nearly so with their word. */
function Permits({ e }: { e: ElementView }) {
  const { t } = useT();
  const now = useNow();
  const schema = useKind(e.kind)?.schema as Schema | undefined;
  const permits = ((e.attrs as { permits?: Permit[] }).permits ?? []).toSorted((a, b) => (a.expires ?? '9').localeCompare(b.expires ?? '9'));
  const type = schema?.properties?.permits?.items?.properties?.type ?? {};
  return (
    <Panel title={t('file.permits')}>
      {permits.length === 0 && <span className="faint">{t('file.noPermits')}</span>}
      <ul className="file-rows">
        {permits.map((p) => {
          const left = p.expires ? daysUntil(p.expires, now) : Infinity;
          return (
            <li key={`${p.type} ${p.no}`}>
              <span className="clip">
                <SchemaValue schema={type} value={p.type} /> <span className="faint">{p.no}</span>
              </span>
              <span className="faint num">{p.expires ? t('file.validUntil', { day: p.expires }) : t('file.noEnd')}</span>
              {left < 0 && <span className="tag tag-red">{t('file.expired')}</span>}
              {left >= 0 && left <= 90 && <span className="tag tag-yellow">{t('file.expiring', { n: left })}</span>}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
