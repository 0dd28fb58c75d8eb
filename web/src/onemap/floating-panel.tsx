import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';

/** A panel over the map, below the tools. It takes the focus when it opens and gives it back when it closes. */
export function FloatingPanel({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useT();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.focus({ preventScroll: true });
    return () => before?.focus?.({ preventScroll: true });
  }, []);
  return (
    <div ref={box} className="floating" tabIndex={-1} role="group" aria-label={title}>
      <Panel title={title} className="glass" scroll extra={<Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('onemap.close')} onClick={onClose} />}>
        {children}
      </Panel>
    </div>
  );
}
