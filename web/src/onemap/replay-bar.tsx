import { CaretRightOutlined, CloseOutlined, PauseOutlined, StepBackwardOutlined, StepForwardOutlined } from '@ant-design/icons';
import { Button, Segmented, Slider, Spin } from 'antd';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { errorSentence } from '@/kit/states';
import { shanghai } from '@/kit/time';
import type { Range, Replay } from './use-replay';

/** The time slider. What it shows is not now, and it says so. */
export function ReplayBar({ r }: { r: Replay }) {
  const { t } = useT();
  const most = Math.max(1, ...r.bars.map((b) => b.total));
  return (
    <section className="replay" aria-label={t('onemap.replay')} data-replay={r.at}>
      <div className="replay-row">
        <strong className="replay-flag">{t('onemap.replaying')}</strong>
        <time className="num replay-time" dateTime={new Date(r.at).toISOString()}>
          {shanghai(r.at, 'minute')}
        </time>
        <span className="faint grow" aria-live={r.playing ? 'off' : 'polite'}>
          {r.query.isError ? errorSentence(r.query.error, t) : t('onemap.replayState', { alarms: count(r.alarms.length), incidents: count(r.incidents.length) })}
          {r.more && ` · ${t('onemap.replayCut')}`}
        </span>
        {r.query.isPending && <Spin size="small" />}
        <Segmented<Range> size="small" value={r.range} onChange={(v) => r.start(v)} options={[{ value: 24, label: t('onemap.lastDay') }, { value: 168, label: t('onemap.lastWeek') }]} />
        <Button size="small" icon={<CloseOutlined />} onClick={r.stop} data-do="live">
          {t('onemap.toLive')}
        </Button>
      </div>
      <div className="replay-row">
        <Button size="small" icon={<StepBackwardOutlined />} aria-label={t('onemap.stepBack')} onClick={() => r.go(r.at - r.step)} />
        <Button
          size="small"
          type="primary"
          icon={r.playing ? <PauseOutlined /> : <CaretRightOutlined />}
          aria-label={t(r.playing ? 'onemap.pause' : 'onemap.play')}
          onClick={() => {
            if (!r.playing && r.at >= r.to) r.go(r.from);
            r.setPlaying(!r.playing);
          }}
          data-do="play"
        />
        <Button size="small" icon={<StepForwardOutlined />} aria-label={t('onemap.stepOn')} onClick={() => r.go(r.at + r.step)} />
        <div className="replay-track">
          <div className="replay-bars" aria-hidden="true">
            {r.bars.map((b, i) => (
              <i key={i} className={b.critical > 0 ? 'bar-red' : 'bar-orange'} style={{ height: `${(b.total / most) * 100}%` }} />
            ))}
          </div>
          <Slider
            min={r.from}
            max={r.to}
            step={60_000}
            value={r.at}
            onChange={r.go}
            tooltip={{ formatter: (v) => shanghai(v, 'short') }}
            ariaLabelForHandle={t('onemap.moment')}
            ariaValueTextFormatterForHandle={(v) => shanghai(v, 'minute')}
          />
        </div>
        <span className="faint num">{shanghai(r.to, 'short')}</span>
      </div>
    </section>
  );
}
