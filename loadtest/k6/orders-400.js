// 400 buyers who hold and order, and honour TOO_BUSY: a closed loop.
import * as sale from './sale.js';

export const options = {
  scenarios: { buyers: { executor: 'constant-vus', vus: 400, duration: '30s', gracefulStop: '60s' } },
  thresholds: sale.thresholds,
};

export const setup = () => sale.createEvent('k6: 400 buyers hold and order', 50_000);
export const teardown = sale.auditAndClose;

export default function (event) {
  sale.buy(event);
  sale.think();
}
