import { Lock } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/shared/lib/format';
import { Button } from '@/shared/ui/button';
import { useLanguage } from '@/shared/ui/use-language';
import { TestMethods, type TestMethod } from './test-methods';

/** Whether this build is for the payment simulator, whose methods the buyer chooses from. */
const TEST_PAYMENTS = import.meta.env['VITE_TEST_PAYMENTS'] === '1';

interface Props {
  amount: number;
  currency: string;
  busy: boolean;
  /** The API permits no try yet. */
  waits: boolean;
  /** `null` is the server's default method. */
  onPay: (method: string | null) => void;
}

export function PaymentForm({ amount, currency, busy, waits, onPay }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const titleId = useId();
  const [method, setMethod] = useState<TestMethod>('sim_approve');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !waits) onPay(TEST_PAYMENTS ? method : null);
      }}
    >
      <h2 id={titleId} className="text-xl font-bold">
        {t(TEST_PAYMENTS ? 'checkout.testPayment' : 'checkout.payment')}
      </h2>
      <p className="mt-1 mb-4 text-sm text-muted">
        {t(TEST_PAYMENTS ? 'checkout.testPaymentText' : 'checkout.paymentText')}
      </p>
      {TEST_PAYMENTS && (
        <TestMethods labelledBy={titleId} method={method} disabled={busy} onChoose={setMethod} />
      )}
      <Button type="submit" variant="accent" size="large" busy={busy} waits={waits} className="mt-6 w-full">
        <Lock aria-hidden size={18} />
        {busy
          ? t('checkout.sending')
          : t('checkout.pay', { amount: formatMoney(amount, currency, language) })}
      </Button>
      <p className="mt-3 text-center text-sm text-muted">{t('checkout.terms')}</p>
    </form>
  );
}
