import { expect, test } from 'vitest';
import { isOrderId } from './order-id';

test('an order id is a whole UUID in lower case', () => {
  expect(isOrderId('b7e1a2c4-90d3-8f56-a1b2-c3d4e5f60718')).toBe(true);
  for (const text of [
    '',
    'b7e1a2c4',
    'B7E1A2C4-90D3-8F56-A1B2-C3D4E5F60718',
    ' b7e1a2c4-90d3-8f56-a1b2-c3d4e5f60718',
  ]) {
    expect(isOrderId(text), text).toBe(false);
  }
});
