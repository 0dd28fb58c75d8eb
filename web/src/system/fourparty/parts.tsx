import './fourparty.css';
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { CheckedUnit, ComparedItem, Party } from '@/api/fourparty';
import { useT, type T } from '@/i18n/desk';

/** Points as they are read: thousandths cut to what is needed. */
export const points = (milli: number) => String(Math.round(milli) / 1000);

/** The state of one party's sheet: who, and whether it is in. */
export function SheetTag({ unit, party }: { unit: Pick<CheckedUnit, 'sheets'>; party: Party }) {
  const { t } = useT();
  const x = unit.sheets.find((s) => s.party === party);
  if (!x) return <span className="faint">{t('fourparty.nobody')}</span>;
  const tone = x.state === 'handed-in' ? 'tag-green' : x.late ? 'tag-red' : 'tag-plain';
  return (
    <span className="fp-sheet">
      {x.person_name}
      <span className={`tag ${tone}`}>
        {t(x.state === 'handed-in' ? 'fourparty.state_in' : x.state === 'void' ? 'fourparty.state_void' : 'fourparty.state_open')}
        {x.late && ` · ${t('fourparty.late')}`}
      </span>
    </span>
  );
}

/** What an item takes off, in words. */
export function modeText(i: Pick<ComparedItem, 'mode' | 'off'>, t: T): string {
  if (i.mode === 'veto') return t('fourparty.veto');
  return t(i.mode === 'once' ? 'fourparty.once' : 'fourparty.each', { n: i.off });
}

/** The report as a Word file, and to print. */
export function ReportButtons({ path, disabled }: { path: string; disabled?: boolean }) {
  const { t } = useT();
  return (
    <span className="fp-print">
      <Button href={`${path}/report`} disabled={disabled}>
        {t('fourparty.report')}
      </Button>
      <Button icon={<PrinterOutlined aria-hidden />} href={`${path}/print`} target="_blank" disabled={disabled}>
        {t('fourparty.print')}
      </Button>
    </span>
  );
}

/** The score of a unit, or why there is none. */
export function Score({ unit: u }: { unit: Pick<CheckedUnit, 'score' | 'vetoed'> }) {
  const { t } = useT();
  if (u.score === null || u.score === undefined) return <span className="faint">–</span>;
  return (
    <span className="num">
      {points(u.score)} {u.vetoed && <span className="tag tag-red">{t('fourparty.vetoed')}</span>}
    </span>
  );
}
