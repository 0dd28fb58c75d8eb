import './plan.css';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { planForm, planQuery } from '@/api/plan';
import { useT, type T } from '@/i18n/desk';
import { PageHead } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { FormEditor } from './form-editor';

/** An empty form, with what every plan has. */
const blank = (t: T) => `code: 210106-QX90
kind: district
title: 
unit: 
area: "210106"
parent: 
scope: 
triggers:
  - {id: Q1, event: flood, grade: IV, response: IV}
levels:
  - {level: IV, approver: R1}
groups:
  - {id: G1, tier: chief, title: ${t('plan.blankCommand')}, lead: R1}
roles:
  - {id: R1, group: G1, title: ${t('plan.blankChief')}, post: territory/flood/head}
tasks:
  - {id: T1, title: ${t('plan.blankTask')}, group: G1, role: R1, start: now, minutes: 30}
`;

/** The editor of a plan: a new one, or the draft of one. */
export default function FormPage() {
  const { t } = useT();
  const search: { code?: string } = useSearch({ from: '/command/plan-form' });
  return (
    <>
      <PageHead title={t(search.code ? 'plan.edit' : 'plan.write')} note={search.code} />
      {search.code ? <Draft code={search.code} /> : <FormEditor text={blank(t)} revision={0} />}
    </>
  );
}

function Draft({ code }: { code: string }) {
  const plan = useQuery({ ...planQuery(code), staleTime: 0 });
  const draft = plan.data?.versions.find((v) => v.state === 'draft') ?? plan.data?.versions[0];
  const text = useQuery({ queryKey: ['plans', 'form', code, draft?.version, draft?.revision], enabled: draft !== undefined, queryFn: () => planForm(code, draft?.version ?? 0) });
  return <Loaded of={text}>{(s) => <FormEditor key={draft?.revision} text={s} revision={draft?.state === 'draft' ? draft.revision : 0} />}</Loaded>;
}
