import { BgColorsOutlined, BookOutlined, ControlOutlined, DesktopOutlined, EditOutlined, HistoryOutlined, PrinterOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useT, type Key } from '@/i18n/desk';

export type PanelName = 'layers' | 'draw' | 'theme' | 'marks';
export type Tool = PanelName | 'replay' | 'print' | 'wall' | 'keys';

const tools: [tool: Tool, icon: ReactNode, title: Key, key: string][] = [
  ['layers', <ControlOutlined key="l" />, 'map.layers', 'L'],
  ['draw', <EditOutlined key="d" />, 'onemap.draw', 'D'],
  ['theme', <BgColorsOutlined key="t" />, 'onemap.theme', 'T'],
  ['replay', <HistoryOutlined key="r" />, 'onemap.replay', 'R'],
  ['marks', <BookOutlined key="b" />, 'onemap.marks', 'B'],
  ['print', <PrinterOutlined key="p" />, 'onemap.print', 'P'],
  ['wall', <DesktopOutlined key="w" />, 'onemap.wall', 'W'],
  ['keys', <QuestionCircleOutlined key="k" />, 'onemap.keys', '?'],
];

/** The tools of the map, each with its word and its key. */
export function Toolbar({ on, onTool }: { on: Set<Tool>; onTool: (t: Tool) => void }) {
  const { t } = useT();
  return (
    <div className="toolbar" role="toolbar" aria-label={t('onemap.tools')}>
      {tools.map(([tool, icon, title, key]) => (
        <Button key={tool} size="small" icon={icon} type={on.has(tool) ? 'primary' : 'default'} aria-pressed={on.has(tool)} title={`${t(title)} (${key})`} aria-keyshortcuts={key} onClick={() => onTool(tool)} data-tool={tool}>
          <span className="tool-word">{t(title)}</span>
        </Button>
      ))}
    </div>
  );
}
