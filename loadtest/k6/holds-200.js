// 200 buyers who hold and release, each after the other's response: a closed loop.
import * as sale from './sale.js';

export const options = {
  scenarios: { buyers: { executor: 'constant-vus', vus: 200, duration: '30s' } },
  thresholds: sale.thresholds,
};

export const setup = () => sale.createEvent('k6: 200 buyers', 20_000);
export const teardown = sale.auditAndClose;

export default function (event) {
  const held = sale.hold(event);
  sale.think();
  if (held !== null) sale.release(held);
}
