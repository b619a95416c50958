/** The pages, on the fixed responses of `frozen.ts`. */
import { expect, type Page } from '@playwright/test';
import { CONFIRMED, PENDING, REFUNDED, type Refusal } from './frozen';

interface FrozenPage {
  readonly path: string;
  /** This browser holds seats. */
  readonly held?: boolean;
  /** An operator is signed in. */
  readonly operator?: boolean;
  /** An account has logged in. */
  readonly account?: boolean;
  /** How the API refuses a hold. */
  readonly refusal?: Refusal;
  /** Waits until the page is complete. */
  readonly ready: (page: Page) => Promise<void>;
}

const heading = (page: Page) => expect(page.getByRole('heading', { level: 1 })).toBeVisible();
const steps = (page: Page) => expect(page.getByTestId('steps')).toBeVisible();
export const live = (page: Page) => expect(page.locator('[data-freshness="live"]')).toBeVisible();

/** Asks for the best seats, which the API refuses. */
export async function holdBest(page: Page): Promise<void> {
  await live(page);
  await page.getByRole('button', { name: /^(Best together|좋은 자리 나란히)/ }).click();
}

export const FROZEN_PAGES: Readonly<Record<string, FrozenPage>> = {
  events: { path: '/', ready: (page) => expect(page.getByRole('article')).toHaveCount(3) },
  map: { path: '/events/12', ready: live },
  held: { path: '/events/12', held: true, ready: live },
  list: { path: '/events/12?view=list', ready: live },
  checkout: {
    path: '/events/12/checkout',
    held: true,
    ready: (page) => expect(page.getByTestId('hold')).toBeVisible(),
  },
  pending: { path: `/orders/${PENDING}`, ready: steps },
  tickets: {
    path: `/orders/${CONFIRMED}`,
    ready: (page) => expect(page.getByTestId('ticket-code')).toHaveCount(3),
  },
  refunded: { path: `/orders/${REFUNDED}`, ready: steps },
  orders: {
    path: '/orders',
    // Once the event has arrived, with its time.
    ready: (page) => expect(page.getByRole('article').getByText('Fireworks over the Han')).toHaveCount(3),
  },
  account: {
    path: '/orders',
    account: true,
    ready: async (page) => {
      await expect(page.getByRole('article').getByText('Fireworks over the Han')).toHaveCount(6);
      await expect(page.getByRole('button', { name: /^(Account|계정)/ })).toBeVisible();
    },
  },
  'not-found': { path: '/no/such/page', ready: heading },
  'sign-in': {
    path: '/ops',
    ready: (page) => expect(page.locator('input[type=password]')).toBeVisible(),
  },
  ops: {
    path: '/ops?event=12',
    operator: true,
    ready: async (page) => {
      await live(page);
      await expect(page.locator('[data-figure=requests] dd')).toHaveText('210');
      await expect(page.getByTestId('over-time').locator('..').locator('canvas')).toBeVisible();
    },
  },
  'new-event': {
    path: '/ops?view=new',
    operator: true,
    ready: (page) => expect(page.locator('form button[type=submit]')).toBeVisible(),
  },
  trouble: { path: '/events/999', ready: (page) => expect(page.getByRole('alert')).toBeVisible() },
};
