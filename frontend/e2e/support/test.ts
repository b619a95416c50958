/** A test with its own event, closed afterwards, that fails on uncaught errors and CSP violations. */
import { expect, test as base, type Page } from '@playwright/test';
import { closeEvent, createEvent, type Event } from './api';

interface Fixtures {
  /** Two sections: 4 rows of 12 at ₩90,000 and 3 rows of 16 at ₩50,000. */
  event: Event;
  pageErrors: undefined;
  /** Uncaught errors that a test makes on purpose. */
  expectedErrors: RegExp[];
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright derives the required fixtures from the pattern: none
  event: async ({}, use, info) => {
    const event = await createEvent(`e2e ${info.title} ${Date.now()}`, [
      { name: 'Floor', rows: 4, cols: 12, price: 90_000 },
      { name: 'Balcony', rows: 3, cols: 16, price: 50_000 },
    ]);
    await use(event);
    await closeEvent(event.id);
  },
  expectedErrors: [[], { option: true }],
  pageErrors: [
    async ({ page, expectedErrors }, use) => {
      const errors: string[] = [];
      collectPageErrors(page, errors);
      await use(undefined);
      expect(errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Collects uncaught errors and Content-Security-Policy violations of a page. */
export function collectPageErrors(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy'))
      errors.push(message.text());
  });
}

export { expect };
