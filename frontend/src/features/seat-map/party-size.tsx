import { NumberField } from '@base-ui/react/number-field';
import { Minus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';

interface Props {
  value: number;
  max: number;
  onChange: (value: number) => void;
}

/** How many adjacent seats a tap chooses and "Best together" looks for. */
export function PartySize({ value, max, onChange }: Props) {
  const { t } = useTranslation();
  const button = 'grid h-11 w-11 place-items-center text-muted hover:text-ink disabled:opacity-35';
  return (
    <NumberField.Root
      value={value}
      min={1}
      max={max}
      onValueChange={(count) => {
        onChange(count ?? 1);
      }}
    >
      <NumberField.Group className="flex w-fit items-center rounded-xl border border-line bg-surface">
        <NumberField.Decrement aria-label={t('map.party.fewer')} className={button}>
          <Minus aria-hidden size={18} />
        </NumberField.Decrement>
        <NumberField.Input
          aria-label={t('map.party.label')}
          className="h-11 w-9 bg-transparent text-center font-display text-lg font-bold tabular-nums"
        />
        <NumberField.Increment aria-label={t('map.party.more')} className={button}>
          <Plus aria-hidden size={18} />
        </NumberField.Increment>
      </NumberField.Group>
    </NumberField.Root>
  );
}
