import { MutedOutlined, SoundOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useCallback, useSyncExternalStore } from 'react';
import type { Alarm } from '@/api/types';
import { useT } from '@/i18n/desk';
import { useEvent, useRaised } from './feed';

const key = 'anlan.sound';
const watchers = new Set<() => void>();
const isOn = () => localStorage.getItem(key) === 'on';
function setOn(on: boolean) {
  localStorage.setItem(key, on ? 'on' : 'off');
  for (const f of watchers) f();
}
function watch(f: () => void) {
  watchers.add(f);
  return () => {
    watchers.delete(f);
  };
}
const useSound = () => useSyncExternalStore(watch, isOn);

/** Turns the alarm sound on and off for this browser. Off until somebody wants it. */
export function SoundSwitch() {
  const { t } = useT();
  const on = useSound();
  const label = t(on ? 'shell.soundOn' : 'shell.soundOff');
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        size="small"
        className="top-btn"
        aria-label={label}
        aria-pressed={on}
        icon={on ? <SoundOutlined /> : <MutedOutlined />}
        onClick={() => {
          setOn(!on);
          if (!on) beep(880);
        }}
      />
    </Tooltip>
  );
}

let speaker: AudioContext | undefined;
let quietUntil = 0;

function beep(pitch: number) {
  const now = Date.now();
  if (now < quietUntil) return;
  quietUntil = now + 1200;
  speaker ??= new AudioContext();
  const { currentTime } = speaker;
  for (const [i, f] of [pitch, pitch * 0.75, pitch].entries()) {
    const tone = speaker.createOscillator();
    const gain = speaker.createGain();
    tone.frequency.value = f;
    gain.gain.setValueAtTime(0.15, currentTime + i * 0.22);
    gain.gain.exponentialRampToValueAtTime(0.001, currentTime + i * 0.22 + 0.2);
    tone.connect(gain).connect(speaker.destination);
    tone.start(currentTime + i * 0.22);
    tone.stop(currentTime + i * 0.22 + 0.21);
  }
}

const mayday = () => {
  if (isOn()) beep(1320);
};

/** Sounds for each critical or high alarm and each call for help, one pitch each, at most once in 1.2 s. */
export function AlarmSound() {
  useRaised(
    useCallback((a: Alarm) => {
      if (!isOn()) return;
      if (a.severity === 'critical') beep(990);
      else if (a.severity === 'high') beep(660);
    }, []),
  );
  useEvent('field.mayday.raised', mayday);
  return null;
}
