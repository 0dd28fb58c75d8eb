const matters: Record<string, string> = {
  'hazard-source': 'hazmat',
  river: 'river',
  'river-section': 'river',
  levee: 'river',
  'river-gauge': 'river',
  reservoir: 'reservoir',
  dam: 'reservoir',
  'reservoir-gauge': 'reservoir',
  waterlogging: 'waterlogging',
  'pump-station': 'waterlogging',
  'forest-plot': 'forest-fire',
  watchtower: 'forest-fire',
  firebreak: 'forest-fire',
  'high-rise': 'fire',
};

/** The matter that is asked for first of a kind of element; work safety for most. */
export const matterOf = (kind: string): string => matters[kind] ?? 'safety';
