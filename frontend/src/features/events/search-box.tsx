import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** The pause in typing after which the search begins. */
const DEBOUNCE_MS = 250;

interface Props {
  value: string;
  onChange: (value: string) => void;
}

export function SearchBox({ value, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // The URL changed from outside: by the back button or a link.
  if (value !== known) {
    setKnown(value);
    if (value !== text.trim()) setText(value);
  }
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => {
      onChange(text.trim());
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text, value, onChange]);
  return (
    <div role="search" className="relative">
      <Search
        aria-hidden
        size={20}
        className="pointer-events-none absolute top-1/2 left-4 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        value={text}
        aria-label={t('events.searchLabel')}
        placeholder={t('events.search')}
        onChange={(event) => {
          setText(event.target.value);
        }}
        className="h-13 w-full rounded-2xl border border-edge bg-surface px-12 text-base placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
      />
      {text !== '' && (
        <button
          type="button"
          aria-label={t('events.clear')}
          onClick={() => {
            setText('');
          }}
          className="absolute top-1/2 right-2 grid size-10 -translate-y-1/2 place-items-center rounded-xl text-muted hover:bg-sunken"
        >
          <X aria-hidden size={18} />
        </button>
      )}
    </div>
  );
}
