/**
 * axe finds nothing of moderate impact or above, such as a page without a heading: every page, in both themes; the
 * projects are the two sizes. Buyers' pages have fixed responses, which makes them quick; operators' pages are those of
 * the stack. Each size has one of the two languages; by night both (`npm run e2e:all`).
 */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { closeEvent, createEvent, type Event } from './support/api';
import { buyAs } from './support/buy';
import { ADMIN_TOKEN } from './support/environment';
import { CLOSED, CONFIRMED, DECLINED, freeze, SCHEDULED } from './support/frozen';
import { FROZEN_PAGES, holdBest, live } from './support/frozen-pages';
import { expect, test } from './support/test';

// Contrast is checked without animations, which blend colours.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** The rules that a theme can break: it changes nothing but colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Everything but `minor`, in both themes of the page as it stands. */
async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // `preload` would fetch style sheets again, for rules about them that aren't on.
    const axe = new AxeBuilder({ page }).options({ preload: false });
    if (colorScheme === 'dark') axe.withRules(COLOURS);
    const { violations: all } = await axe.analyze();
    for (const { id, impact, nodes } of all)
      if (impact !== 'minor') found.push(...nodes.map(({ html }) => `${colorScheme}: ${id}: ${html}`));
  }
  return found;
}

const PAGES: typeof FROZEN_PAGES = {
  ...FROZEN_PAGES,
  scheduled: { path: `/events/${SCHEDULED}`, ready: live },
  closed: { path: `/events/${CLOSED}`, ready: live },
  declined: { path: `/orders/${DECLINED}`, ready: (page) => expect(page.getByTestId('steps')).toBeVisible() },
  'account-menu': {
    path: '/',
    account: true,
    ready: async (page) => {
      await page.getByRole('button', { name: /^(Account|계정)/ }).click();
      await expect(page.getByRole('button', { name: /^(Log out|로그아웃)/ })).toBeVisible();
    },
  },
  solving: {
    path: '/events/12',
    refusal: 'PROOF_REQUIRED',
    ready: async (page) => {
      await holdBest(page);
      await expect(page.getByTestId('toast')).toBeVisible();
    },
  },
  'rate-limited': {
    path: '/events/12',
    refusal: 'TOO_MANY_REQUESTS',
    ready: async (page) => {
      await holdBest(page);
      await expect(page.getByText(/^(You can try again in|\d+초 뒤에)/)).toBeVisible();
    },
  },
  'buyer-limit': {
    path: '/events/12',
    refusal: 'BUYER_LIMIT',
    ready: async (page) => {
      await holdBest(page);
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  returning: {
    path: `/orders/${CONFIRMED}`,
    ready: async (page) => {
      await page.getByRole('button', { name: /^(Return the tickets|티켓 반환)/ }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
    },
  },
};

for (const locale of ['en-US', 'ko-KR'] as const) {
  test.describe(locale, { tag: `@axe-${locale}` }, () => {
    test.use({ locale });

    for (const [name, { path, ready, ...frozen }] of Object.entries(PAGES)) {
      test(`axe finds nothing on ${name}`, async ({ page }) => {
        await freeze(page, frozen);
        await page.goto(path);
        await ready(page);
        expect(await violations(page)).toEqual([]);
        // What the page is, before the name of the site.
        await expect(page).toHaveTitle(/^\S.* · Holdfast$/);
      });
    }

    test.describe('operators', () => {
      let event: Event;
      let orderId: string;
      test.beforeAll(async () => {
        event = await createEvent(`axe ${Date.now()}`, [{ name: 'Floor', rows: 2, cols: 5, price: 1000 }]);
        ({ orderId } = await buyAs(event.id, [1, 2]));
      });
      test.afterAll(() => closeEvent(event.id));
      test.beforeEach(async ({ page }) => {
        await page.addInitScript((token) => {
          sessionStorage.setItem('holdfast.ops.token', token);
        }, ADMIN_TOKEN);
      });

      test('axe finds nothing on the dashboard', async ({ page }) => {
        await page.goto(`/ops?event=${event.id}`);
        await expect(page.locator(`tr[data-order="${orderId}"]`)).toBeVisible();
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: /^(Close sales|판매 종료)/ }).click();
        await expect(page.getByRole('alertdialog')).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });

      test('axe finds nothing on the form of a new event', async ({ page }) => {
        await page.goto('/ops?view=new');
        await page.locator('form button[type=submit]').click();
        await expect(page.locator('[aria-invalid=true]').first()).toBeFocused();
        expect(await violations(page)).toEqual([]);
      });

      test('axe finds nothing on a timeline', async ({ page }) => {
        await page.goto(`/ops?order=${orderId}`);
        await expect(page.locator('li[data-what=place_order]')).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });
    });
  });
}
