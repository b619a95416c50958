import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Order } from '@/shared/api/types';
import { show } from '@/shared/testing/show';
import { ProgressSteps } from './progress-steps';

const ORDER: Order = {
  orderId: 'o',
  status: 'CONFIRMED',
  paymentStatus: 'CAPTURED',
  eventId: 1,
  seatIds: [1],
  amount: 1,
  currency: 'KRW',
  createdAt: '',
  updatedAt: '',
};

test('a confirmed order says that its payment was taken', async () => {
  await show(<ProgressSteps order={ORDER} />);
  expect(screen.getByText(/your payment taken/)).toBeTruthy();
});

test('a refunded order says so in its last step, and not that its payment was taken', async () => {
  await show(<ProgressSteps order={{ ...ORDER, status: 'REFUNDED', paymentStatus: 'REFUNDED' }} />);
  expect(screen.queryByText(/your payment taken/)).toBeNull();
  const steps = screen.getAllByRole('listitem').map((step) => step.textContent);
  expect(steps.at(-1)).toContain('Refunded: done');
  expect(steps.at(-1)).toContain('The tickets are no longer valid.');
});
