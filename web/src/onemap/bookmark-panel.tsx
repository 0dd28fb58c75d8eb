import { DeleteOutlined, LinkOutlined, SaveOutlined } from '@ant-design/icons';
import { App, Button, Input, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { useT } from '@/i18n/desk';
import { errorSentence, Loaded, Nothing } from '@/kit/states';
import type { LinkParts } from './map-link';
import { mostBookmarks, useBookmarks, type Bookmark } from './use-bookmarks';

/** Views kept by name, and the address of this one. */
export function BookmarkPanel({ parts, onOpen, onShare }: { parts: () => LinkParts; onOpen: (p: LinkParts) => void; onShare: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const marks = useBookmarks();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const put = async (items: Bookmark[]) => {
    setBusy(true);
    try {
      await marks.put(items);
      setName('');
    } catch (e) {
      void message.error(errorSentence(e, t));
    } finally {
      setBusy(false);
    }
  };
  const kept = name.trim();
  const full = marks.items.length >= mostBookmarks && !marks.items.some((m) => m.name === kept);
  const keep = () => kept && !full && void put([{ name: kept, parts: parts() }, ...marks.items.filter((m) => m.name !== kept)]);
  return (
    <div className="stack">
      <Button block icon={<LinkOutlined />} onClick={onShare} data-do="share">
        {t('onemap.share')} <kbd>S</kbd>
      </Button>
      <p className="faint">{t('onemap.shareNote')}</p>
      <Space.Compact block>
        <Input value={name} maxLength={40} placeholder={t('onemap.markName')} aria-label={t('onemap.markName')} onChange={(e) => setName(e.target.value)} onPressEnter={keep} />
        <Button type="primary" icon={<SaveOutlined />} loading={busy} disabled={!kept || full} onClick={keep} data-do="keep-bookmark">
          {t('onemap.keep')}
        </Button>
      </Space.Compact>
      {full && <p className="faint">{t('onemap.marksFull', { n: mostBookmarks })}</p>}
      <Loaded of={marks.query}>
        {(d) =>
          d.items.length === 0 ? (
            <Nothing title={t('onemap.noMarks')} hint={t('onemap.noMarksHint')} />
          ) : (
            <ul className="marks">
              {d.items.map((m) => (
                <li key={m.name} data-bookmark={m.name}>
                  <button type="button" className="linkish clip grow" onClick={() => onOpen(m.parts)}>
                    {m.name}
                  </button>
                  <Popconfirm title={t('onemap.markDelete', { name: m.name })} onConfirm={() => put(d.items.filter((x) => x !== m))}>
                    <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('onemap.markDelete', { name: m.name })} />
                  </Popconfirm>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}
