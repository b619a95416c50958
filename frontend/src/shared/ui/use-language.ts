import { useTranslation } from 'react-i18next';

/** The current language, for formatting numbers, money and dates. */
export function useLanguage(): string {
  return useTranslation().i18n.language;
}
