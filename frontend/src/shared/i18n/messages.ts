/** The shape of the texts, from English: another language with missing or extra keys doesn't compile. */
import type { en } from './en';

export type Texts<Pattern> = Pattern extends string
  ? string
  : { readonly [Key in keyof Pattern]: Texts<Pattern[Key]> };

export type Messages = Texts<typeof en>;
