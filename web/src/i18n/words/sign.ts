export const sign = {
  title: ['签批', 'Signatures'],
  signed: ['已签', 'Signed'],
  next: ['待签', 'To sign now'],
  waiting: ['未到', 'Waits'],
} as const;
