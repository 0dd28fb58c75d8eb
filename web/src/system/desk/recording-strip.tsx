import { useT } from '@/i18n/desk';
import { shanghai } from '@/kit/time';
import type { Strip } from './recording-groups';

/** One visit: what must be on film above, the lanes of the devices below, all on one axis of time. */
export function RecordingStrip({ s, names }: { s: Strip; names: Map<string, string> }) {
  const { t, say } = useT();
  const left = (v: number) => `${((v - s.from) / (s.to - s.from)) * 100}%`;
  const right = (v: number) => `${100 - ((v - s.from) / (s.to - s.from)) * 100}%`;
  const span = (x: { from: number; to: number }) => `${shanghai(x.from, 'clock')} – ${shanghai(x.to, 'clock')}`;
  return (
    <div className="film-strip">
      <div className="film-row film-time faint num">
        <span />
        <span>
          {shanghai(s.from, 'minute')} <i>{shanghai(s.to, 'minute')}</i>
        </span>
      </div>
      {s.moments.map((m) => (
        <div key={m.key} className="film-row" data-moment={m.key} data-state={m.state}>
          <span className="film-name">
            {say(m.title)} <b className={`film-state film-${m.state}`}>{t(`recording.state_${m.state}`)}</b>
          </span>
          <span className="film-track">
            <i className={`film-moment film-${m.state}`} title={span(m)} style={{ left: left(m.from), right: right(m.to) }} />
            {m.state !== 'none' && m.holes.map((h) => <i key={h.from} className="film-hole" title={span(h)} style={{ left: left(h.from), right: right(h.to) }} />)}
            <Numbers of={m.findings} at={left(m.from)} />
          </span>
        </div>
      ))}
      {s.lanes.length === 0 && (
        <div className="film-row">
          <span className="film-name faint">{t('recording.noLanes')}</span>
          <span className="film-track" />
        </div>
      )}
      {s.lanes.map((l) => (
        <div key={l.device} className="film-row film-lane">
          <span className="film-name clip" title={l.device}>
            {l.device}
          </span>
          <span className="film-track">
            {l.bars.map((b) => (
              <span key={b.id}>
                <i className={b.findings.length > 0 ? 'film-bar film-marked' : 'film-bar'} title={`${names.get(b.id) ?? ''} ${span(b)}`} style={{ left: left(b.from), right: right(b.to) }} />
                <Numbers of={b.findings} at={left(b.from)} />
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}

/** The numbers of findings, where they are. */
function Numbers({ of, at }: { of: number[]; at: string }) {
  return of.map((n, i) => (
    <a key={n} className="film-number num" href={`#finding-${n}`} style={{ left: `calc(${at} + ${i * 18}px)` }}>
      {n}
    </a>
  ));
}
