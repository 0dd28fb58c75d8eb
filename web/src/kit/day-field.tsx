import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import type { CSSProperties } from 'react';
import { useT } from '@/i18n/desk';

/**
 * A day without a time, as the law counts: "2026-11-26". It reads the same in every browser, unlike the browser's own field,
 * and may be typed.
 */
export function DayField(props: { id?: string; value?: string; onChange?: (day: string) => void; label?: string; disabled?: boolean; style?: CSSProperties }) {
  const { t } = useT();
  const day = props.value ? dayjs(props.value) : null;
  return (
    <DatePicker
      id={props.id}
      aria-label={props.label}
      title={props.label}
      placeholder={t('kit.chooseDay')}
      format={['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/M/D', 'YYYY.M.D']}
      value={day?.isValid() ? day : null}
      disabled={props.disabled}
      onChange={(d) => props.onChange?.(d ? d.format('YYYY-MM-DD') : '')}
      style={{ width: 150, ...props.style }}
    />
  );
}
