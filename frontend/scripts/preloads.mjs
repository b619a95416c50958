/**
 * Writes into index.html which files a language and a page need beside the entry, for public/boot.js. Without it, a
 * browser learns of the texts from the entry and of the page's chunk after the texts: two round trips more before the
 * first request for data.
 */

/** @type {Record<string, string>} By path; as in src/app/router.tsx. */
const PAGES = {
  '^/events/\\d+$': 'src/app/pages/event/event-page.tsx',
  '^/events/\\d+/checkout$': 'src/app/pages/checkout/checkout-page.tsx',
  '^/orders$': 'src/app/pages/orders/orders-page.tsx',
  '^/orders/.': 'src/app/pages/order/order-page.tsx',
};
const TEXTS = { en: 'src/shared/i18n/en/index.ts', ko: 'src/shared/i18n/ko/index.ts' };

/** @returns {import('vite').Plugin} */
export function preloads() {
  return {
    name: 'holdfast:preloads',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, chunk: entry }) {
        const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
        const known = needed(entry?.fileName ?? '');
        /** @param {string} module */
        const filesOf = (module) => {
          const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${module}`));
          if (chunk === undefined) throw new Error(`the build has no chunk of ${module}`);
          return [...needed(chunk.fileName)].filter((file) => !known.has(file)).map((file) => `/${file}`);
        };
        const files = {
          texts: Object.fromEntries(
            Object.entries(TEXTS).map(([language, module]) => [language, filesOf(module)]),
          ),
          pages: Object.entries(PAGES).map(([path, module]) => [path, filesOf(module)]),
        };
        const boot = '<script src="/boot.js"';
        if (!html.includes(boot)) throw new Error('index.html has no boot.js');
        return html.replace(boot, () => `${boot} data-preloads='${JSON.stringify(files)}'`);

        /**
         * A chunk and what it imports statically.
         * @param {string} file
         * @param {Set<string>} found
         */
        function needed(file, found = new Set()) {
          if (found.has(file)) return found;
          found.add(file);
          for (const imported of chunks.find(({ fileName }) => fileName === file)?.imports ?? [])
            needed(imported, found);
          return found;
        }
      },
    },
  };
}
