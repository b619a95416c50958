/** @type {import("prettier").Config & import("prettier-plugin-tailwindcss").PluginOptions} */
export default {
  printWidth: 110,
  plugins: ['prettier-plugin-tailwindcss'],
  tailwindStylesheet: './src/app/styles.css',
  tailwindFunctions: ['cx'],
  singleQuote: true,
};
