import { CloseOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useT } from '@/i18n/desk';
import { useNamed } from './area-words';
import type { AreaTree } from './use-area-tree';

const nextLevel = ['onemap.pickDistrict', 'onemap.pickStreet', 'onemap.pickCommunity', 'onemap.pickCell'] as const;

/** Where one looks: the way down from the city, and a choice of what is below, by name. */
export function AreaBar({ tree, area, onChoose }: { tree: AreaTree; area: string; onChoose: (code: string) => void }) {
  const { t } = useT();
  const named = useNamed();
  const ask = nextLevel[tree.path.length];
  return (
    <nav className="area-bar" aria-label={t('onemap.areaPath')}>
      <Crumb name={tree.city ? named(tree.city) : t('map.wholeCity')} here={!area} onClick={() => onChoose('')} />
      {tree.path.map((p) => (
        <span key={p.area.code} className="crumb-step">
          <i aria-hidden="true">›</i>
          <Crumb name={named(p.area)} here={p.area.code === area} onClick={() => onChoose(p.area.code)} />
        </span>
      ))}
      {ask && tree.below.length > 0 && (
        <span className="crumb-step">
          <i aria-hidden="true">›</i>
          <Select
            size="small"
            showSearch={{ optionFilterProp: 'label' }}
            className="area-pick"
            value={null}
            placeholder={t(ask)}
            aria-label={t(ask)}
            popupMatchSelectWidth={220}
            onChange={(code: string | null) => code && onChoose(code)}
            options={tree.below.map((p) => ({ value: p.area.code, label: named(p.area) }))}
          />
        </span>
      )}
      {area && <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('map.wholeCity')} onClick={() => onChoose('')} />}
      {tree.chosen?.sketched && <small className="faint">{t('onemap.sketched')}</small>}
    </nav>
  );
}

function Crumb({ name, here, onClick }: { name: string; here: boolean; onClick: () => void }) {
  return (
    <button type="button" className="linkish crumb" aria-current={here ? 'location' : undefined} onClick={onClick}>
      {name}
    </button>
  );
}
