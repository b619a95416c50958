/**
 * Korean particles. Texts have both forms, as in `{{labels}}은(는)`; which one is right depends on whether the word
 * before ends in a consonant, as it is spoken. It stays undecided for words whose pronunciation isn't known.
 */
import type { PostProcessorModule } from 'i18next';

const PAIRS: Readonly<Record<string, readonly [consonant: string, vowel: string]>> = {
  '은(는)': ['은', '는'],
  '이(가)': ['이', '가'],
  '을(를)': ['을', '를'],
};

/** The last word, and what may close it; then both particles. */
const PLACES = /([^\s‘’“”()]+)([’”)]*)(은\(는\)|이\(가\)|을\(를\))/gu;

/** 영, 일, 삼, 육, 칠 and 팔; the tens, hundreds and thousands that end in 0 have a final consonant too. */
const DIGITS_WITH_CONSONANT = '013678';
/** A currency's name is spoken after its amount: 원, 엔; but 달러, 유로, 파운드. */
const CURRENCIES: Readonly<Record<string, boolean>> = {
  '₩': true,
  '¥': true,
  $: false,
  '€': false,
  '£': false,
};

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
/** Syllables are ordered by their final consonant, of which there are 27, and none. */
const FINALS = 28;

export function chooseParticles(text: string): string {
  return text.replace(PLACES, (whole, word: string, closing: string, both: string) => {
    const consonant = endsInConsonant(word);
    const pair = PAIRS[both];
    if (consonant === null || pair === undefined) return whole;
    return word + closing + (consonant ? pair[0] : pair[1]);
  });
}

/** Null when it isn't known. */
function endsInConsonant(word: string): boolean | null {
  const currency = CURRENCIES[word.slice(0, 1)];
  if (currency !== undefined) return currency;
  const last = word.slice(-1);
  const code = last.charCodeAt(0);
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) return (code - FIRST_SYLLABLE) % FINALS !== 0;
  if (/\d/.test(last)) return DIGITS_WITH_CONSONANT.includes(last);
  // A single letter is spoken by its name: 엘, 엠, 엔, 알.
  if (/^(.*[^A-Za-z])?[A-Z]$/.test(word)) return /[LMNR]/.test(last);
  return null;
}

export const particles: PostProcessorModule = {
  type: 'postProcessor',
  name: 'particles',
  process: chooseParticles,
};
