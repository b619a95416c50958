import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer } from './use-customer';

interface Props {
  customer: Customer;
  onName: (name: string) => void;
}

/** For the box office: who gets the seats. */
export function CustomerField({ customer, onName }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="text-sm font-semibold">
        {t('basket.customer.label')}
      </label>
      <input
        id={id}
        value={customer.name}
        readOnly={customer.fixed}
        maxLength={255}
        autoComplete="off"
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          onName(event.target.value);
        }}
        className="mt-1 h-11 w-full rounded-xl border border-edge bg-surface px-3 text-base read-only:text-muted"
      />
      <p id={`${id}-hint`} className="mt-1 text-xs text-muted">
        {t('basket.customer.hint')}
      </p>
    </div>
  );
}
