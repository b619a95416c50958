import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OrdersPage } from './orders-page';
import { rememberOrder } from '@/features/orders';
import type { SessionView } from '@/shared/api/types';
import { useSession } from '@/shared/session/session';
import { show } from '@/shared/testing/show';

const MINA: SessionView = {
  login: true,
  account: { name: 'Mina', kind: 'login' },
  guest: false,
  scopes: [],
  csrfToken: 'csrf',
};
const order = (orderId: string) => ({
  orderId,
  eventId: 7,
  status: 'CONFIRMED',
  paymentStatus: 'CAPTURED',
  seatIds: [1],
  amount: 1000,
  currency: 'KRW',
  createdAt: '2030-01-01T10:00:00Z',
  updatedAt: '2030-01-01T10:00:00Z',
});

/** The orders of the account, and those of nobody. */
let account: string[];
let claims: string[];
/** Another account has it. */
const FOREIGN = 'foreign';

beforeEach(() => {
  [account, claims] = [[], []];
  const problem = (status: number, code: string) => Response.json({ code, traceId: 'trace' }, { status });
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url);
    const id = pathname.split('/').at(-1) ?? '';
    if (pathname === '/api/account/orders')
      return Promise.resolve(Response.json({ items: account.map(order), nextCursor: null }));
    if (pathname.startsWith('/api/events/')) return Promise.resolve(problem(404, 'EVENT_NOT_FOUND'));
    if (request.method === 'PUT') {
      claims.push(id);
      if (id === FOREIGN) return Promise.resolve(problem(404, 'ORDER_NOT_FOUND'));
      account.unshift(id);
    }
    return Promise.resolve(Response.json(order(id)));
  });
});
afterEach(() => {
  localStorage.clear();
  useSession.setState({ session: null, readAt: 0 });
});

test('one press adds the orders of this browser to the account, and says which one wasn’t, and why', async () => {
  for (const orderId of ['one', FOREIGN, 'two'])
    rememberOrder({ orderId, eventId: 7, seats: [], currency: 'KRW', by: 'anonymous' });
  useSession.setState({ session: MINA, readAt: Date.now() });
  await show(<OrdersPage />);
  await userEvent.click(screen.getByRole('button', { name: 'Add 3 orders to my account' }));
  expect(await screen.findByText(/it belongs to another account, or no longer exists/)).toBeTruthy();
  await vi.waitFor(() => {
    expect(screen.getByTestId('account-orders').querySelectorAll('article')).toHaveLength(2);
  });
  expect([...claims].sort()).toEqual([FOREIGN, 'one', 'two']);

  // The press may be repeated: only what is left is sent.
  await userEvent.click(screen.getByRole('button', { name: 'Add 1 order to my account' }));
  expect(claims).toHaveLength(4);
});
