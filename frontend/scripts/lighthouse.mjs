/**
 * Lighthouse's report on a phone, for people to read: `npm run lighthouse`, on a stack whose pages are at WEB_URL. It
 * writes `screenshots/lighthouse-*.html` and prints the scores. The load of the machine changes them, so each page is
 * loaded three times, the run with the middle score for performance counts, and it's no gate.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const web = process.env['WEB_URL'] ?? process.env['API_URL'];
if (web === undefined) throw new Error('API_URL or WEB_URL is not set: see infra/dev env');

/** Odd, so that there is a middle one. */
const RUNS = 3;

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
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await measure(`${web}${path}`));
    runs.sort((a, b) => a.performance - b.performance);
    const middle = runs[(RUNS - 1) / 2];
    if (middle === undefined) throw new Error('There was no run');
    await writeFile(`screenshots/lighthouse-${name}.html`, middle.report);
    const spread = runs.map((run) => run.performance).join(', ');
    console.log(`${path}: ${middle.scores.join(', ')} (Performance of the runs: ${spread})`);
    for (const line of middle.failed) console.log(`  ${line}`);
  }
} finally {
  await browser.close();
}

/** Loads a page once, on a phone. */
async function measure(/** @type {string} */ url) {
  const page = await browser.newPage();
  const result = await lighthouse(url, { output: 'html', formFactor: 'mobile' }, undefined, page);
  await page.close();
  if (result === undefined) throw new Error(`Lighthouse has no result for ${url}`);
  const { audits, categories } = result.lhr;
  const outOfHundred = (/** @type {number | null | undefined} */ score) => Math.round((score ?? 0) * 100);
  const failed = Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${id}: ${audits[id]?.displayValue ?? audits[id]?.title}`),
  );
  return {
    report: String(result.report),
    performance: outOfHundred(categories['performance']?.score),
    scores: Object.values(categories).map(({ title, score }) => `${title} ${outOfHundred(score)}`),
    failed: new Set(failed),
  };
}
