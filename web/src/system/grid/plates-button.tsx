import { QrcodeOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useT } from '@/i18n/desk';
import { queryOf } from './export-button';

/** As many plates as one sheet holds. */
const most = 200;

/** Opens the sheet of door plates of the elements that are chosen, for the browser to print. */
export function PlatesButton({ sites }: { sites: string[] }) {
  const { t } = useT();
  const hint = sites.length === 0 ? t('register.platesChoose') : sites.length > most ? t('register.platesMost', { n: most }) : '';
  return (
    <Tooltip title={hint}>
      <Button icon={<QrcodeOutlined />} disabled={hint !== ''} href={hint ? undefined : `/api/patrol/plates?${queryOf({ ids: sites })}`} target="_blank" rel="noreferrer" data-do="plates">
        {sites.length > 0 ? t('register.platesOf', { n: sites.length }) : t('register.plates')}
      </Button>
    </Tooltip>
  );
}
