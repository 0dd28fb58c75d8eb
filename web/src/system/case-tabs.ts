import { lazy, type ComponentType } from 'react';
import type { CaseSheet } from '@/api/casework';
import type { Key } from '@/i18n/desk';

/** A part of the case page that one procedure has beyond those of all. */
export interface CaseTab {
  key: string;
  title: Key;
  show: ComponentType<{ d: CaseSheet }>;
}

/** Those parts, by procedure. They are loaded when they are opened. */
export const caseTabs: Record<string, CaseTab[]> = {
  'enforce.penalty': [{ key: 'discretion', title: 'discretion.tab', show: lazy(() => import('./enforce/discretion-tab')) }],
};
