import './inspect.css';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { sectorsQuery, type DrawingState, type PoolUnit, type VisitState } from '@/api/inspect';
import { useT } from '@/i18n/desk';

const tones: Record<DrawingState, string> = { draft: 'tag-plain', noticed: 'tag-blue', drawn: 'tag-orange', published: 'tag-plain', void: 'tag-plain' };

export function DrawingTag({ state }: { state: DrawingState }) {
  const { t } = useT();
  return <span className={`tag ${tones[state]}`}>{t(`inspect.state_${state}`)}</span>;
}

export function useVisitWord(): (s: VisitState) => string {
  const { t } = useT();
  return (s) => t(s === 'to-do' ? 'inspect.visit_todo' : s === 'done' ? 'inspect.visit_done' : 'inspect.visit_impossible');
}

/** What becomes of a unit, in words; before the drawing the pool is still open. */
export function useFate(drawn: boolean): (u: Pick<PoolUnit, 'fate'>) => string {
  const { t } = useT();
  return (u) => (u.fate === 'pool' && drawn ? t('inspect.fate_poolDrawn') : t(`inspect.fate_${u.fate}`));
}

/** Chooses sectors by their titles. */
export function SectorSelect({ id, value, onChange, all }: { id?: string; value?: string[]; onChange?: (v: string[]) => void; /** With buttons for all and none. */ all?: boolean }) {
  const { t, say } = useT();
  const list = useQuery(sectorsQuery);
  return (
    <>
      <Select
        id={id}
        mode="multiple"
        value={value ?? []}
        onChange={onChange}
        maxTagCount={6}
        loading={list.isPending}
        placeholder={t(all ? 'inspect.qualifiedNone' : 'inspect.allSectors')}
        showSearch={{ optionFilterProp: 'label' }}
        options={(list.data ?? []).map((s) => ({ value: s.key, label: say(s.title) }))}
      />
      {all && (
        <div className="in-picked">
          <Button size="small" onClick={() => onChange?.((list.data ?? []).map((s) => s.key))}>
            {t('inspect.allSectorsDo')}
          </Button>
          <Button size="small" onClick={() => onChange?.([])}>
            {t('inspect.noSectors')}
          </Button>
        </div>
      )}
    </>
  );
}

/** A digest, whole, with a button that copies it. */
export function Digest({ value }: { value: string }) {
  const { t } = useT();
  const { message } = App.useApp();
  if (!value) return <>–</>;
  return (
    <>
      <span className="in-digest">{value}</span>{' '}
      <Button size="small" onClick={() => void navigator.clipboard?.writeText(value).then(() => message.success(t('inspect.copied')))}>
        {t('inspect.copy')}
      </Button>
    </>
  );
}
