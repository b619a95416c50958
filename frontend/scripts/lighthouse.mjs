/**
 * Lighthouse's report on a phone, for people to read: `npm run lighthouse`, on a stack whose pages are at WEB_URL. It
 * writes `screenshots/lighthouse-*.html` and prints the scores. The load of the machine changes them, so it's no gate.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const web = process.env['WEB_URL'] ?? process.env['API_URL'];
if (web === undefined) throw new Error('API_URL or WEB_URL is not set: see infra/dev env');

const browser = await puppeteer.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  // Chromium's sandbox doesn't work as root, as in a container.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  await mkdir('screenshots', { recursive: true });
  const { items } = await (await globalThis.fetch(`${web}/api/events?status=ON_SALE&limit=100`)).json();
  // The map that takes longest.
  const largest = items.toSorted(
    (/** @type {{ seatsTotal: number }} */ a, /** @type {{ seatsTotal: number }} */ b) =>
      b.seatsTotal - a.seatsTotal,
  )[0];
  const pages = {
    events: '/',
    ...(largest !== undefined && { event: `/events/${largest.id}` }),
    orders: '/orders',
  };
  for (const [name, path] of Object.entries(pages)) {
    const page = await browser.newPage();
    const result = await lighthouse(
      `${web}${path}`,
      { output: 'html', formFactor: 'mobile' },
      undefined,
      page,
    );
    await page.close();
    if (result === undefined) throw new Error(`Lighthouse has no result for ${path}`);
    const scores = Object.values(result.lhr.categories).map(
      ({ title, score }) => `${title} ${Math.round((score ?? 0) * 100)}`,
    );
    await writeFile(`screenshots/lighthouse-${name}.html`, String(result.report));
    console.log(`${path}: ${scores.join(', ')}`);
    const failed = Object.values(result.lhr.categories).flatMap(({ auditRefs }) =>
      auditRefs
        .filter(({ id, weight }) => weight > 0 && (result.lhr.audits[id]?.score ?? 1) < 0.9)
        .map(({ id }) => `  ${id}: ${result.lhr.audits[id]?.displayValue ?? result.lhr.audits[id]?.title}`),
    );
    for (const line of new Set(failed)) console.log(line);
  }
} finally {
  await browser.close();
}
