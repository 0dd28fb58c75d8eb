import { useQuery } from '@tanstack/react-query';
import { formsQuery, type Fault } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';

/** What is wrong, each in a sentence with its word beside the colour. */
export function FaultList({ list }: { list: Fault[] }) {
  const { t, say } = useT();
  const forms = useQuery(formsQuery);
  if (list.length === 0) return <Nothing title={t('duty.findNone')} hint={t('duty.findNoneHint')} />;
  return (
    <ul className="faults">
      {list.map((f) => (
        <li key={f.id}>
          <span className={`tag fault-${f.kind}`}>{say(forms.data?.finding_kinds[f.kind]) || f.kind}</span> {say(f.text)}
        </li>
      ))}
    </ul>
  );
}
