import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import 'dayjs/locale/zh-cn';
import type { CSSProperties } from 'react';
import { useT } from '@/i18n/desk';

/**
 * The picker tells onChange of what was typed only when its calendar closes; of a field that was reached by the Tab key and left
 * by it, never. So what stands there counts as soon as it is a whole day or moment, and clearing as before.
 */
function tell(format: string, onChange?: (v: string) => void) {
  return {
    onChange: (d: Dayjs | null) => onChange?.(d ? d.format(format) : ''),
    onCalendarChange: (d: Dayjs | Dayjs[] | null) => d && !Array.isArray(d) && onChange?.(d.format(format)),
  };
}

interface FieldProps {
  id?: string;
  value?: string;
  onChange?: (v: string) => void;
  label?: string;
  disabled?: boolean;
  style?: CSSProperties;
}

/**
 * A day without a time, as the law counts: "2026-11-26". It reads the same in every browser, unlike the browser's own field,
 * and may be typed.
 */
export function DayField(props: FieldProps) {
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
      {...tell('YYYY-MM-DD', props.onChange)}
      style={{ width: 150, ...props.style }}
    />
  );
}

const minute = 'YYYY-MM-DDTHH:mm';

/** A moment of Beijing, "2026-11-26T08:30", in the language of the page and not in that of the browser; it may be typed. */
export function MomentField(props: FieldProps) {
  const { t } = useT();
  const at = props.value ? dayjs(props.value) : null;
  return (
    <DatePicker
      id={props.id}
      aria-label={props.label}
      title={props.label}
      placeholder={t('kit.chooseMoment')}
      showTime={{ format: 'HH:mm', minuteStep: 1 }}
      format={['YYYY-MM-DD HH:mm', 'YYYY-M-D H:mm', 'YYYY/M/D H:mm', 'YYYYMMDD HHmm', minute]}
      value={at?.isValid() ? at : null}
      disabled={props.disabled}
      needConfirm={false}
      {...tell(minute, props.onChange)}
      style={{ width: '100%', ...props.style }}
    />
  );
}

/** A month, "2026-11". It cannot be emptied. */
export function MonthField({ value, onChange, label, style }: { value: string; onChange: (month: string) => void; label: string; style?: CSSProperties }) {
  return <DatePicker picker="month" allowClear={false} aria-label={label} title={label} format={['YYYY-MM', 'YYYYMM', 'YYYY/M']} value={dayjs(`${value}-01`)} {...tell('YYYY-MM', (m) => m && onChange(m))} style={{ width: 150, ...style }} />;
}
