/** English is the pattern: another language has exactly its keys, or it doesn't compile. */
import type { en } from './en';

export type Texts<Pattern> = Pattern extends string
  ? string
  : { readonly [Key in keyof Pattern]: Texts<Pattern[Key]> };

export type Messages = Texts<typeof en>;
