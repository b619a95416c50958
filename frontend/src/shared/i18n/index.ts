/** Selects the page's language and loads only its texts. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import * as v from 'valibot';
import { load, save } from '@/shared/lib/storage';
import type { Messages } from './messages';
import { particles } from './particles';

export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORAGE_KEY = 'holdfast.language';

const loaders: Record<Language, () => Promise<Messages>> = {
  en: async () => (await import('./en')).en,
  ko: async () => (await import('./ko')).ko,
};

/** Texts added by lazily loaded pages; they must be loaded for each language that is switched to. */
const later = new Set<(language: Language) => Promise<void>>();

export async function startI18n(): Promise<void> {
  const wanted = load(STORAGE_KEY, v.picklist(LANGUAGES), preferred(navigator.languages));
  const { language, messages } = await firstLoaded(wanted);
  await i18next
    .use(initReactI18next)
    .use(particles)
    .init({
      lng: language,
      fallbackLng: false,
      resources: { [language]: { translation: messages } },
      // React escapes the values itself.
      interpolation: { escapeValue: false },
      postProcess: [particles.name],
    });
  document.documentElement.lang = language;
}

/** The texts in the wanted language; in another one when they can't be loaded. Rejects when there are none. */
async function firstLoaded(wanted: Language): Promise<{ language: Language; messages: Messages }> {
  const others = LANGUAGES.filter((language) => language !== wanted);
  let failure: unknown;
  for (const language of [wanted, ...others]) {
    try {
      return { language, messages: await loaders[language]() };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await loaders[language]());
  }
  await Promise.all([...later].map((load) => load(language)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  save(STORAGE_KEY, language);
}

/** Adds texts that aren't part of the first page's bundle. */
export async function addTexts(load: (language: Language) => Promise<object>): Promise<void> {
  const add = async (language: Language) => {
    i18next.addResourceBundle(language, 'translation', await load(language), true);
  };
  later.add(add);
  await add(preferred([i18next.language]));
}

/** The first of these language tags that the page supports; English when there is none. */
export function preferred(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = LANGUAGES.find((known) => known === tag.split('-')[0]);
    if (language !== undefined) return language;
  }
  return 'en';
}
