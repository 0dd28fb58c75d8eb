import { Drawer } from 'antd';
import type { ReactNode } from 'react';

/** A panel that slides in from the right below the header, so that the alarm badge stays in sight. It does not block the page. */
export function SidePanel(props: { open: boolean; title: ReactNode; footer?: ReactNode; width?: number; onClose: () => void; children: ReactNode }) {
  return (
    <Drawer
      open={props.open}
      onClose={props.onClose}
      size={props.width ?? 480}
      mask={false}
      title={props.title}
      footer={props.footer}
      rootClassName="side-panel"
      destroyOnHidden
    >
      {props.children}
    </Drawer>
  );
}
