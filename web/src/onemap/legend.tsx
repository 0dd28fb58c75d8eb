import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { Kind } from '@/api/types';
import { useT } from '@/i18n/desk';
import { risks } from '@/kit/risk-tag';

const riskKey = { red: 'kit.riskRed', orange: 'kit.riskOrange', yellow: 'kit.riskYellow', blue: 'kit.riskBlue' } as const;

/** What the colours and signs mean. A solid box: a legend over points must not be lost in them. */
export function Legend({ kinds, open: at = false, fixed = false }: { kinds: Kind[]; open?: boolean; fixed?: boolean }) {
  const { t, say } = useT();
  const [opened, setOpen] = useState(at);
  const open = fixed || opened;
  return (
    <section className="legend" aria-label={t('map.legend')}>
      <div className="legend-row">
        {risks.map((r) => (
          <span key={r}>
            <i className={`dot dot-${r}`} /> {t(riskKey[r])}
          </span>
        ))}
        {!fixed && (
          <button type="button" className="linkish" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('map.legend')} {open ? <UpOutlined /> : <DownOutlined />}
          </button>
        )}
      </div>
      {open && (
        <div className="legend-row">
          <span>
            <i className="sign sign-new" /> {t('map.alarmUnack')}
          </span>
          <span>
            <i className="sign sign-ack" /> {t('map.alarmAck')}
          </span>
          <span>
            <i className="sign sign-back" /> {t('map.alarmReturned')}
          </span>
          <span>
            <i className="sign sign-incident">{t('map.incidentGlyph')}</i> {t('map.incident')}
          </span>
        </div>
      )}
      {open && kinds.length > 0 && (
        <div className="legend-row">
          {kinds.map((k) => (
            <span key={k.name}>
              <i className="glyph" style={{ background: k.style.colour }}>
                {k.style.glyph}
              </i>
              {say(k.title)}
            </span>
          ))}
        </div>
      )}
    </section>
  );
}
