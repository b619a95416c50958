import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRef } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { useBasket } from '@/features/basket';
import { ApiError } from '@/shared/api/problem';
import type { EventView } from '@/shared/api/types';
import { notePace } from '@/shared/errors/pace';
import type { SeatInfo } from '@/shared/lib/seat';
import { useSession } from '@/shared/session/session';
import { show } from '@/shared/testing/show';
import { SidePanel } from './side-panel';
import type { Seats } from './use-seats';

const EVENT: EventView = {
  id: 7,
  title: 'Concert',
  venue: 'Hall',
  startsAt: '2030-01-01T10:00:00Z',
  timeZone: 'Asia/Seoul',
  salesOpenAt: '2020-01-01T10:00:00Z',
  salesCloseAt: '2030-01-01T10:00:00Z',
  status: 'ON_SALE',
  currency: 'KRW',
  priceFrom: 1000,
  seatsTotal: 10,
  seatsAvailable: 10,
};

const seat = (id: number): SeatInfo => ({ id, label: `A-${id}`, section: 'Floor', price: 1000 });

const NOTHING: Seats = {
  open: true,
  soldOut: false,
  hold: undefined,
  mine: new Set(),
  chosen: new Set(),
  chosenSeats: [],
  drop: vi.fn(),
  clear: vi.fn(),
  party: 2,
  room: 8,
  setParty: vi.fn(),
  together: false,
  setTogether: vi.fn(),
  conflict: null,
  dismissConflict: vi.fn(),
  limit: null,
  dismissLimit: vi.fn(),
  customer: null,
  setCustomer: vi.fn(),
  perBuyer: null,
  pace: 0,
  busy: null,
  buying: false,
  tap: vi.fn(),
  tryHold: vi.fn(),
  holdBestSeats: vi.fn(),
  canLookAgain: false,
};

const HOLD: NonNullable<Seats['hold']> = {
  eventId: EVENT.id,
  token: 'token',
  by: 'anonymous',
  seats: [seat(1)],
  currency: 'KRW',
  expiresAt: Date.now() + 100_000,
};

afterEach(() => {
  useBasket.setState({ holds: {}, ended: {} });
  useSession.setState({ session: null, readAt: 0 });
});

function panel(seats: Partial<Seats>, event: Partial<EventView> = {}) {
  return show(
    <SidePanel
      eventId={EVENT.id}
      event={{ ...EVENT, ...event }}
      ready
      seats={{ ...NOTHING, ...seats }}
      headingRef={createRef()}
    />,
  );
}

test('the panel asks to choose seats while there are some', async () => {
  await panel({});
  expect(screen.getByText(/Choose seats on the map/)).toBeTruthy();
});

test('the panel doesn’t ask to choose seats when every seat is taken', async () => {
  await panel({ soldOut: true });
  expect(screen.queryByText(/Choose seats/)).toBeNull();
  expect(screen.getByText(/Every seat is taken/)).toBeTruthy();
});

test('a lost seat with nothing held before says that nothing was held', async () => {
  await panel({ conflict: { taken: [seat(3)], remaining: [], alternative: null } });
  expect(screen.getByText(/Nothing was held for you/)).toBeTruthy();
});

test('a lost seat doesn’t say that nothing was held while another seat is held', async () => {
  await panel({ hold: HOLD, conflict: { taken: [seat(3)], remaining: [], alternative: null } });
  expect(screen.queryByText(/Nothing was held/)).toBeNull();
  expect(screen.getByText(/The seats that you held before are still yours/)).toBeTruthy();
});

test('a conflict offers the remaining and the alternative seats, each by one press', async () => {
  const tryHold = vi.fn();
  await panel({
    tryHold,
    conflict: { taken: [seat(3)], remaining: [seat(4)], alternative: [seat(5), seat(6)] },
  });
  await userEvent.click(screen.getByRole('button', { name: 'Hold only A-4' }));
  expect(tryHold).toHaveBeenLastCalledWith([seat(4)]);
  await userEvent.click(screen.getByRole('button', { name: 'Take A-5, A-6 instead' }));
  expect(tryHold).toHaveBeenLastCalledWith([seat(5), seat(6)]);
});

test('an expired hold can be held again only while sales are open', async () => {
  useBasket.setState({ ended: { '7': { seats: [seat(1)], currency: 'KRW' } } });
  await panel({});
  expect(screen.getByRole('button', { name: 'Hold them again' })).toBeTruthy();
});

test('an expired hold of a closed event can only be dismissed', async () => {
  useBasket.setState({ ended: { '7': { seats: [seat(1)], currency: 'KRW' } } });
  await panel({ open: false }, { status: 'CLOSED' });
  expect(screen.queryByRole('button', { name: 'Hold them again' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'OK' }));
  expect(screen.getByText('Sales for this event are closed.')).toBeTruthy();
});

test('a hold that is being bought can’t be changed', async () => {
  await panel({ hold: HOLD, buying: true });
  expect(screen.queryByTestId('hold')).toBeNull();
});

test('a buyer’s limit says how many seats one may have, how many there are, and how many more', async () => {
  const dismissLimit = vi.fn();
  const limit = { most: 4, held: 3, elsewhere: 3, shown: true };
  await panel({ limit, dismissLimit });
  expect(screen.getByText('At most 4 seats per buyer')).toBeTruthy();
  expect(
    screen.getByText(/You have 3 of this event already: held, ordered or bought. You can take 1 more/),
  ).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'OK' }));
  expect(dismissLimit).toHaveBeenCalled();
  await panel({ limit: { ...limit, held: 4 } });
  expect(screen.getByText(/no more can be held/)).toBeTruthy();
});

test('after a rate limit the button for chosen seats waits, and the panel says how long', async () => {
  const tryHold = vi.fn();
  notePace('hold', new ApiError('TOO_MANY_REQUESTS', 429, 'trace', 1500));
  await panel({ chosenSeats: [seat(1)], pace: 2, tryHold });
  expect(screen.getByText('You can try again in 2 seconds')).toBeTruthy();
  const button = screen.getByRole('button', { name: /^Hold 1 seat/ });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await userEvent.click(button);
  expect(tryHold).not.toHaveBeenCalled();
  // Nothing is repeated by itself; the notice goes when the time is up.
  await vi.waitFor(
    () => {
      expect(screen.queryByText(/You can try again in/)).toBeNull();
    },
    { timeout: 4000 },
  );
  expect(tryHold).not.toHaveBeenCalled();
});

test('a hold of the account offers the login after its end, and no checkout', async () => {
  useSession.setState({
    session: { login: true, account: null, guest: false, scopes: [], csrfToken: null },
    readAt: 0,
  });
  await panel({ hold: { ...HOLD, by: 'account' } });
  expect(screen.getByText('You are no longer logged in')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Log in' })).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Check out' })).toBeNull();
  expect(screen.getByRole('timer')).toBeTruthy();
});
