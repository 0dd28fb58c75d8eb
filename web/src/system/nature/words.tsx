import { useT, type Key } from '@/i18n/desk';

const stages: Record<string, [Key, string]> = {
  dry: ['nature.dry', 'ok'],
  wet: ['nature.wet', 'blue'],
  warn: ['nature.warn', 'yellow'],
  close: ['nature.close', 'orange'],
  evacuate: ['nature.evacuate', 'red'],
  unknown: ['nature.unknown', 'plain'],
  normal: ['nature.normal', 'ok'],
  near: ['nature.near', 'blue'],
  over: ['nature.over', 'orange'],
  severe: ['nature.severe', 'red'],
};

/** A stage of water, by colour and word. */
export function StageTag({ stage }: { stage: string }) {
  const { t } = useT();
  const w = stages[stage];
  return w ? <span className={`tag tag-${w[1]}`}>{t(w[0])}</span> : null;
}

export const lineWords: Record<string, Key> = {
  warning: 'nature.warning',
  guaranteed: 'nature.guaranteed',
  highest: 'nature.highest',
  alert: 'nature.lineAlert',
  'flood-limit': 'nature.floodLimit',
  act: 'nature.lineAct',
  design: 'nature.design',
  check: 'nature.check',
};

export const eventKinds = ['alarm', 'alert', 'hotspot', 'tower', 'drone', 'person', 'waterlogging', 'river', 'reservoir', 'fire', 'rescue', 'police', 'traffic', 'grid', 'other'] as const;
export type EventKind = (typeof eventKinds)[number];

/** A tone of the server as a tag: '' is plain, green is calm. */
export function ToneTag({ tone, text }: { tone: string; text: string }) {
  const shown = tone === 'green' ? 'ok' : tone || 'plain';
  return <span className={`tag tag-${shown}`}>{text}</span>;
}

export const toneColour: Record<string, string> = { red: '#ff4d4f', orange: '#ff9f2e', yellow: '#ffd83d', blue: '#4aa3ff', green: '#6fd08c', '': '#8a9bb4' };
