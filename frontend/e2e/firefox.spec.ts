/**
 * The main path in Debian's Firefox: `npm run e2e:firefox`. Playwright drives only its own build of Firefox, so
 * Puppeteer does it, by WebDriver BiDi.
 */
import puppeteer, { type Browser } from 'puppeteer-core';
import { WEB_URL } from './support/environment';
import { expect, test } from './support/test';

let browser: Browser;

test.beforeAll(async () => {
  const executablePath = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr';
  browser = await puppeteer.launch({ browser: 'firefox', executablePath });
});
test.afterAll(() => browser.close());

test('a purchase works in Firefox, from the list of events to the tickets', async ({ event }) => {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(`${WEB_URL}/?q=${encodeURIComponent(event.title)}`);
  await page.locator('article h2 a').click();
  await page.locator('[data-freshness=live]').wait();
  await page.locator('::-p-aria([name="Best together"][role="button"])').click();
  await page.locator('[data-testid=hold]').wait();
  await page.locator('::-p-aria([name="Check out"][role="link"])').click();
  await page.locator('::-p-aria([name="Checkout"][role="heading"])').wait();
  await page.locator('button::-p-text(Pay ₩)').click();
  await page.locator('[data-testid=headline][data-status=CONFIRMED]').wait();
  expect(await page.$$('[data-testid=ticket-code]')).toHaveLength(2);
  expect(errors).toEqual([]);
});
