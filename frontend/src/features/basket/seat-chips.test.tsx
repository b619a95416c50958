import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { SeatInfo } from '@/shared/lib/seat';
import { show } from '@/shared/testing/show';
import { SeatChips } from './seat-chips';

const seat = (id: number): SeatInfo => ({ id, label: `A-${id}`, section: 'Floor', price: 1000 });

function chips(ids: readonly number[], onRemove: (seat: SeatInfo) => void, busy = false) {
  return (
    <SeatChips
      seats={ids.map(seat)}
      currency="KRW"
      removeLabel={({ label }) => `Release ${label}`}
      onRemove={onRemove}
      busy={busy}
    />
  );
}

const button = (id: number) => screen.getByRole('button', { name: `Release A-${id}` });

test('the focus moves to the next seat when one is removed', async () => {
  const replace = await show(chips([1, 2, 3], vi.fn()));
  await userEvent.click(button(2));
  replace(chips([1, 3], vi.fn()));
  expect(document.activeElement).toBe(button(3));
});

test('the focus moves to the seat before when the last one is removed', async () => {
  const replace = await show(chips([1, 2], vi.fn()));
  await userEvent.click(button(2));
  replace(chips([1], vi.fn()));
  expect(document.activeElement).toBe(button(1));
});

test('a seat that another tab removes takes no focus', async () => {
  const replace = await show(chips([1, 2], vi.fn()));
  replace(chips([1], vi.fn()));
  expect(document.activeElement).toBe(document.body);
});

test('a press while a request is under way removes nothing, and the button keeps the focus', async () => {
  const onRemove = vi.fn();
  await show(chips([1, 2], onRemove, true));
  await userEvent.click(button(1));
  expect(onRemove).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(button(1));
});
