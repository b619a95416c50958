// The plugin ships no types.
declare module 'eslint-plugin-jsx-a11y' {
  import type { Linter } from 'eslint';
  export const flatConfigs: { recommended: Linter.Config; strict: Linter.Config };
  const plugin: { flatConfigs: typeof flatConfigs };
  export default plugin;
}
