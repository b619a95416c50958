/**
 * A choice of one of a few options, as toggle buttons side by side with one tab stop.
 *
 * Base UI's `ToggleGroup` does the same, but asks for the size of every button when it appears, which lays out the whole
 * page once more: 15 to 30 ms of a slow phone's first render.
 */
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from '@/shared/lib/cx';

interface Option<Value> {
  readonly value: Value;
  readonly face: ReactNode;
  /** The accessible name, when the face is a picture. */
  readonly name?: string;
}

interface Props<Value> {
  readonly label: string;
  readonly options: readonly Option<Value>[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
  readonly className?: string;
}

export function Segments<Value extends string>({
  label,
  options,
  chosen,
  onChoose,
  className,
}: Props<Value>) {
  /** The button that had the focus last, which the Tab key reaches again. */
  const [visited, setVisited] = useState<Value | null>(null);
  const stop = visited ?? chosen;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- handles keys that bubble from its buttons
    <div
      role="group"
      aria-label={label}
      onKeyDown={moveFocus}
      className={cx('flex gap-1 rounded-2xl border border-line bg-sunken p-1', className)}
    >
      {options.map(({ value, face, name }) => (
        <button
          key={value}
          type="button"
          tabIndex={value === stop ? 0 : -1}
          aria-pressed={value === chosen}
          aria-label={name}
          onFocus={() => {
            setVisited(value);
          }}
          onClick={() => {
            if (value !== chosen) onChoose(value);
          }}
          className={SEGMENT}
        >
          {face}
        </button>
      ))}
    </div>
  );
}

const SEGMENT = cx(
  'inline-flex min-h-9 flex-1 items-center justify-center gap-1.5 rounded-xl px-3.5 text-sm font-semibold whitespace-nowrap',
  'text-muted transition hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-sm',
  'aria-pressed:ring-1 aria-pressed:ring-line',
);

/** Left and Right go round; Home and End go to the ends. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const targets: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
  const target = targets[event.key];
  if (at === -1 || target === undefined) return;
  event.preventDefault();
  buttons.at(target % buttons.length)?.focus();
}
