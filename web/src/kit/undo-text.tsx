import { Button } from 'antd';
import { useT } from '@/i18n/desk';

/** What was done, with a button that takes it back. */
export function UndoText({ text, undo }: { text: string; undo?: () => void }) {
  const { t } = useT();
  return (
    <>
      {text}{' '}
      {undo && (
        <Button type="link" size="small" data-act="undo" onClick={undo}>
          {t('kit.undo')}
        </Button>
      )}
    </>
  );
}
