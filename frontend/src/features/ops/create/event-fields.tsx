import { useTranslation } from 'react-i18next';
import type { Draft } from './draft';
import type { FieldIssues } from './issues';
import { Field } from './field';

interface Props {
  draft: Draft;
  issues: FieldIssues;
  onChange: (change: Partial<Draft>, field: string) => void;
}

/** Title, venue, currency, and the times of the event and its sales. */
export function EventFields({ draft, issues, onChange }: Props) {
  const { t } = useTranslation();
  const field = (name: Exclude<keyof Draft, 'sections'>) => ({
    name,
    label: t(`ops.create.${name}`),
    value: draft[name],
    issue: issues.get(name),
    onText: (text: string) => {
      onChange({ [name]: text }, name);
    },
  });
  return (
    // Two columns only where a date with its time, AM or PM, fits into one.
    <div className="@container">
      <div className="grid gap-4 @2xl:grid-cols-2">
        <Field {...field('title')} autoComplete="off" className="@2xl:col-span-2" />
        <Field {...field('venue')} autoComplete="off" className="@2xl:col-span-2" />
        <Field {...field('startsAt')} type="datetime-local" />
        <Field
          {...field('timeZone')}
          list="ops-zones"
          autoComplete="off"
          spellCheck={false}
          hint={t('ops.create.allTimes')}
        />
        <datalist id="ops-zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <Field {...field('salesOpenAt')} type="datetime-local" optional hint={t('ops.create.atOnce')} />
        <Field {...field('salesCloseAt')} type="datetime-local" optional hint={t('ops.create.noEnd')} />
        <Field
          {...field('currency')}
          list="ops-currencies"
          maxLength={3}
          autoComplete="off"
          onText={(text) => {
            onChange({ currency: text.toUpperCase() }, 'currency');
          }}
        />
        <Field
          {...field('seatsPerBuyer')}
          inputMode="numeric"
          autoComplete="off"
          optional
          hint={t('ops.create.noLimit')}
        />
        <datalist id="ops-currencies">
          {['KRW', 'USD', 'EUR', 'JPY', 'GBP'].map((currency) => (
            <option key={currency} value={currency} />
          ))}
        </datalist>
      </div>
    </div>
  );
}
