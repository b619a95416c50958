import { useTranslation } from 'react-i18next';
import { toastError } from '@/shared/errors/toast-error';
import { changeLanguage, LANGUAGES, type Language } from '@/shared/i18n';

const SHORT: Record<Language, string> = { en: 'EN', ko: '한' };

/** With two languages, one button that names the other is enough. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const other = LANGUAGES.find((language) => language !== i18n.language) ?? 'en';
  return (
    <button
      type="button"
      lang={other}
      aria-label={t(`common.language.${other}`)}
      onClick={() => {
        changeLanguage(other).catch(toastError);
      }}
      className="grid size-11 place-items-center rounded-xl text-sm font-bold text-muted hover:bg-sunken hover:text-ink"
    >
      {SHORT[other]}
    </button>
  );
}
