import { Modal } from 'antd';
import { useT, type Key } from '@/i18n/desk';

const sheet: [heading: Key, rows: [keys: string[], what: Key][]][] = [
  ['onemap.keysMap', [[['/'], 'onemap.keySearch'], [['↑', '↓', '←', '→'], 'onemap.keyPan'], [['+', '-'], 'onemap.keyZoom'], [['H'], 'map.wholeCity'], [['Backspace'], 'onemap.keyUp'], [['I'], 'onemap.whatInside'], [['Esc'], 'onemap.keyClose']]],
  ['onemap.keysPanels', [[['L'], 'map.layers'], [['D'], 'onemap.draw'], [['T'], 'onemap.theme'], [['R'], 'onemap.replay'], [['B'], 'onemap.marks'], [['S'], 'onemap.share'], [['P'], 'onemap.printMap'], [['W'], 'onemap.wall'], [['?'], 'onemap.keys']]],
  ['onemap.keysDraw', [[['1', '2', '3', '4'], 'onemap.keyShapes'], [['Space'], 'onemap.keyAdd'], [['Enter'], 'onemap.finish'], [['Ctrl+Z', 'Ctrl+Y'], 'onemap.keyUndo'], [['Delete'], 'onemap.delete']]],
  ['onemap.keysReplay', [[['Space'], 'onemap.keyPlay'], [[',', '.'], 'onemap.keyStep']]],
];

/** The list of keys. */
export function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useT();
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('onemap.keys')} width={720}>
      <div className="key-sheet" data-keys>
        {sheet.map(([heading, rows]) => (
          <section key={heading}>
            <h3>{t(heading)}</h3>
            <dl>
              {rows.map(([keys, what]) => (
                <div key={what + keys.join()}>
                  <dt>
                    {keys.map((k) => (
                      <kbd key={k}>{k}</kbd>
                    ))}
                  </dt>
                  <dd>{t(what)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
