import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { holdOf, useBasket, type Hold } from '@/features/basket';
import type { SessionView } from '@/shared/api/types';
import { leaveTo } from '@/shared/lib/leave';
import { useSession } from '@/shared/session/session';
import { show } from '@/shared/testing/show';
import { ToastArea, Toasts } from '@/shared/ui/toasts';
import { AccountMenu } from './account-menu';

// A test has no other page to go to.
vi.mock('@/shared/lib/leave', { spy: true });

const NOBODY: SessionView = { login: true, account: null, guest: false, scopes: [], csrfToken: null };
const MINA: SessionView = { ...NOBODY, account: { name: 'Mina', kind: 'login' }, csrfToken: 'csrf' };
const hold = (eventId: number, by: Hold['by']): Hold => ({
  eventId,
  token: `token-${eventId}`,
  by,
  seats: [{ id: 1, label: `A-${eventId}`, section: 'Floor', price: 1000 }],
  currency: 'KRW',
  expiresAt: Date.now() + 100_000,
});

let requests: string[];
let left: string | null;

beforeEach(() => {
  [requests, left] = [[], null];
  vi.mocked(leaveTo).mockImplementation((url) => {
    left = url;
  });
  vi.stubGlobal('fetch', (request: Request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return Promise.resolve(
      request.url.endsWith('/session')
        ? Response.json({ logoutUrl: 'https://login.example/end' })
        : new Response(null, { status: 204 }),
    );
  });
});
afterEach(() => {
  useBasket.setState({ holds: {}, ended: {} });
  useSession.setState({ session: null, readAt: 0 });
});

async function menu(session: SessionView): Promise<void> {
  useSession.setState({ session, readAt: Date.now() });
  await show(
    <>
      <AccountMenu />
      <ToastArea className="" />
      <Toasts />
    </>,
  );
}

test('the account’s button shows who is logged in, and Escape closes it with the focus on the button', async () => {
  await menu(MINA);
  const button = screen.getByRole('button', { name: 'Account: Mina' });
  expect(button.getAttribute('aria-expanded')).toBe('false');
  await userEvent.click(button);
  expect(button.getAttribute('aria-expanded')).toBe('true');
  expect(screen.getByText('Logged in as Mina')).toBeTruthy();
  await userEvent.tab();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Log out' }));
  await userEvent.keyboard('{Escape}');
  expect(button.getAttribute('aria-expanded')).toBe('false');
  expect(document.activeElement).toBe(button);
});

test('logging out releases the account’s holds, as it says before, and leaves others', async () => {
  useBasket.setState({ holds: { '7': hold(7, 'account'), '8': hold(8, 'anonymous') }, ended: {} });
  await menu(MINA);
  await userEvent.click(screen.getByRole('button', { name: 'Account: Mina' }));
  expect(screen.getByText('Logging out releases the seat that you hold: A-7.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Log out' }));
  // What logs out is loaded when it is needed.
  await vi.waitFor(
    () => {
      expect(left).toBe('https://login.example/end');
    },
    { timeout: 10_000 },
  );
  expect(requests).toEqual(['DELETE /api/reservations/7', 'DELETE /api/session']);
  expect(holdOf(7)).toBeNull();
  expect(holdOf(8)).not.toBeNull();
});

test('whoever isn’t logged in goes to the provider, and comes back to this page', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve({ type: 'opaqueredirect' }));
  await menu(NOBODY);
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
  await vi.waitFor(() => {
    expect(left).toBe('/api/session/login?returnTo=%2F');
  });
});

test('a login that isn’t permitted yet stays on the page, and says when to try again', async () => {
  vi.stubGlobal('fetch', () =>
    Promise.resolve(
      Response.json(
        { code: 'TOO_MANY_REQUESTS', traceId: 'trace' },
        { status: 429, headers: { 'retry-after': '9' } },
      ),
    ),
  );
  await menu(NOBODY);
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
  expect(await screen.findByText(/You can try again in 9 seconds/)).toBeTruthy();
  expect(left).toBeNull();
});
