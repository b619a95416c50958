import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import type { Fault } from './faults';

export function FaultText({ id, fault }: { id?: string; fault: Fault }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const number = (text: string) => formatNumber(Number(text), language);
  const words = () => {
    switch (fault.kind) {
      case 'other':
        return fault.message;
      case 'range':
        return t('ops.create.fault.range', { least: number(fault.least), most: number(fault.most) });
      case 'long':
      case 'many':
      case 'seats':
        return t(`ops.create.fault.${fault.kind}`, { most: number(fault.most) });
      case 'empty':
      case 'control':
      case 'time':
      case 'whole':
      case 'price':
      case 'years':
      case 'closesFirst':
      case 'currency':
      case 'noSection':
        return t(`ops.create.fault.${fault.kind}`);
    }
  };
  return (
    <p id={id} data-fault className="mt-1 text-sm text-accent">
      {words()}
    </p>
  );
}
