import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { Checkbox } from 'antd';
import { useState } from 'react';
import type { Kind } from '@/api/types';
import { useT } from '@/i18n/desk';
import { themed } from '@/kit/kind-tree';
import { risks } from '@/kit/risk-tag';

const riskKey = { red: 'kit.riskRed', orange: 'kit.riskOrange', yellow: 'kit.riskYellow', blue: 'kit.riskBlue' } as const;

/** Which kinds are drawn, and what the signs mean. A solid box: a legend over points must not be lost in them. */
export function LayerBox(props: { kinds: Kind[]; on: Set<string>; onChange: (on: Set<string>) => void }) {
  const { t, say } = useT();
  const [open, setOpen] = useState(false);
  const toggle = (name: string, on: boolean) => {
    const next = new Set(props.on);
    if (on) next.add(name);
    else next.delete(name);
    props.onChange(next);
  };
  return (
    <section className="legend" aria-label={t('map.legend')}>
      <div className="legend-row">
        {risks.map((r) => (
          <span key={r}>
            <i className={`dot dot-${r}`} /> {t(riskKey[r])}
          </span>
        ))}
        <button type="button" className="linkish" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('map.layers')} {open ? <UpOutlined /> : <DownOutlined />}
        </button>
      </div>
      {open && (
        <>
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
          <div className="legend-tree">
            {themed(props.kinds).map(([theme, all]) => {
              const on = all.filter((k) => props.on.has(k.name)).length;
              return (
                <details key={theme.zh} open={on > 0}>
                  <summary>
                    {say(theme)} <span className="faint num">{on > 0 ? `${on}/${all.length}` : all.length}</span>
                  </summary>
                  <div className="legend-grid">
                    {all.map((k) => (
                      <Checkbox key={k.name} checked={props.on.has(k.name)} onChange={(e) => toggle(k.name, e.target.checked)}>
                        <i className="glyph" style={{ background: k.style.colour }}>
                          {k.style.glyph}
                        </i>
                        {say(k.title)}
                      </Checkbox>
                    ))}
                  </div>
                </details>
              );
            })}
          </div>
        </>
      )}
    </section>
  );
}
