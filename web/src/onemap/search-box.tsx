import { ClockCircleOutlined, LoadingOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Button, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { kindsQuery } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { foundOptions, recentOptions, type Found } from './search-options';
import { forget, recent, remember } from './recent';
import { useSearch, useSettled } from './use-search';

/**
 * Finds what somebody means, by a part of its name, pinyin, a code, a number or an address, and goes there. "/" brings the
 * keyboard here, arrows and Enter choose, Esc closes.
 */
export function SearchBox({ onFound }: { onFound: (f: Found) => void }) {
  const { t, say } = useT();
  const input = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [past, setPast] = useState(recent);
  const q = useSettled(typed);
  const kinds = useQuery(kindsQuery);
  const { found, others } = useSearch(q);
  useSlash(() => input.current?.focus({ cursor: 'all' }));

  const asking = q !== typed.trim() || found.isFetching;
  const kindTitle = (name: string) => say(kinds.data?.find((k) => k.name === name)?.title) || name;
  const options = typed.trim() === '' ? recentOptions(past, t('map.searchRecent'), <ClockCircleOutlined />) : foundOptions(q ? found.data : undefined, others.data ?? [], { t, say, kindTitle });
  const choose = (value: string) => {
    if (value.startsWith('recent:')) {
      setTyped(value.slice('recent:'.length));
      setOpen(true);
      return;
    }
    const chosen = options.flatMap((g) => g.options).find((o) => o.value === value)?.found;
    if (!chosen) return;
    setPast(remember(typed.trim()));
    setTyped(chosen.name);
    setOpen(false);
    input.current?.blur();
    onFound(chosen);
  };
  return (
    <AutoComplete
      className="map-search"
      value={typed}
      options={options}
      open={open}
      onOpenChange={setOpen}
      defaultActiveFirstOption
      listHeight={420}
      popupMatchSelectWidth={380}
      onChange={(v: string) => {
        if (!options.some((g) => g.options.some((o) => o.value === v))) setTyped(v);
        setOpen(true);
      }}
      onSelect={choose}
      onInputKeyDown={(e) => {
        if (e.key === 'Escape') {
          e.stopPropagation();
          if (open) setOpen(false);
          else input.current?.blur();
        }
      }}
      notFoundContent={<Nothing q={q} asking={asking} failed={found.isError} onAgain={() => void found.refetch()} />}
      popupRender={(menu) => (
        <>
          {menu}
          {typed.trim() === '' && past.length > 0 && (
            <Button type="link" size="small" onMouseDown={(e) => e.preventDefault()} onClick={() => (forget(), setPast([]))}>
              {t('map.searchForget')}
            </Button>
          )}
          {found.isError && options.length > 0 && <p className="found-note">{t('map.searchFailed')}</p>}
        </>
      )}
    >
      <Input
        ref={input}
        allowClear
        prefix={asking && typed.trim() !== '' ? <LoadingOutlined /> : <SearchOutlined />}
        suffix={typed === '' ? <kbd className="slash">/</kbd> : <span />}
        placeholder={t('map.search')}
        aria-label={t('map.search')}
        maxLength={100}
      />
    </AutoComplete>
  );
}

/** What stands in the place of results: nothing typed, still looking, failed, or nothing there. */
function Nothing({ q, asking, failed, onAgain }: { q: string; asking: boolean; failed: boolean; onAgain: () => void }) {
  const { t } = useT();
  if (failed && !asking) {
    return (
      <p className="found-note" role="alert">
        {t('map.searchFailed')}{' '}
        <Button type="link" size="small" onMouseDown={(e) => e.preventDefault()} onClick={onAgain}>
          {t('map.searchAgain')}
        </Button>
      </p>
    );
  }
  if (q === '') return <p className="found-note">{t('map.searchHint')}</p>;
  return <p className="found-note" role="status">{asking ? t('map.searching') : t('map.searchNone', { q })}</p>;
}

/** "/" brings the keyboard here, unless somebody is writing somewhere. */
function useSlash(focus: () => void) {
  useEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      const at = e.target as HTMLElement | null;
      if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || at?.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]')) return;
      e.preventDefault();
      focus();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [focus]);
}
