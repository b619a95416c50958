import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

/** The payment simulator's methods; each one makes it behave in a certain way. */
const METHODS = [
  'sim_approve',
  'sim_decline',
  'sim_delay_2000',
  'sim_pending_3000',
  'sim_unavailable_2',
  'sim_lost_1',
  'sim_capture_refuse',
  'sim_never',
] as const;
export type TestMethod = (typeof METHODS)[number];

interface Props {
  labelledBy: string;
  method: TestMethod;
  disabled: boolean;
  onChoose: (method: TestMethod) => void;
}

export function TestMethods({ labelledBy, method, disabled, onChoose }: Props) {
  return (
    <RadioGroup
      aria-labelledby={labelledBy}
      value={method}
      disabled={disabled}
      onValueChange={(chosen: TestMethod) => {
        onChoose(chosen);
      }}
      className="grid gap-2 sm:grid-cols-2"
    >
      {METHODS.map((option) => (
        <MethodOption key={option} method={option} />
      ))}
    </RadioGroup>
  );
}

function MethodOption({ method }: { method: TestMethod }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="relative rounded-2xl border border-line bg-surface transition hover:border-edge has-data-checked:border-ink has-data-checked:ring-1 has-data-checked:ring-ink">
      <Radio.Root
        value={method}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-text`}
        className="peer absolute top-4 left-4 grid size-5 place-items-center rounded-full border-2 border-edge data-checked:border-ink"
      >
        <Radio.Indicator className="size-2.5 rounded-full bg-ink data-unchecked:hidden" />
      </Radio.Root>
      {/* Enlarges the click target; keyboard and screen reader use the radio button itself. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- see above */}
      <div
        onClick={(event) => {
          const radio = event.currentTarget.parentElement?.querySelector('[role="radio"]');
          if (radio instanceof HTMLElement) radio.click();
        }}
        className="min-h-13 cursor-pointer py-3 pr-4 pl-12"
      >
        <p id={`${id}-name`} className="font-semibold">
          {t(`checkout.method.${method}.name`)}
        </p>
        <p id={`${id}-text`} className="text-sm text-muted">
          {t(`checkout.method.${method}.text`)}
        </p>
      </div>
    </div>
  );
}
