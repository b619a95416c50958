import 'i18next';
import type { en } from './en';
import type { ops } from './en/ops';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    // The texts of `ops` are loaded with its page.
    resources: { translation: typeof en & { readonly ops: typeof ops } };
    returnNull: false;
  }
}
