// 60 visitors per second, 70 of 100 browse and 30 buy: an open loop, so that a stall doesn't slow the visitors down.
import * as sale from './sale.js';

export const options = {
  scenarios: {
    visitors: {
      executor: 'constant-arrival-rate',
      rate: 60,
      timeUnit: '1s',
      duration: '30s',
      preAllocatedVUs: 600,
      maxVUs: 2000,
      gracefulStop: '60s',
    },
  },
  thresholds: sale.openLoopThresholds,
};

export const setup = () => sale.createEvent('k6: browse and buy', 20_000);
export const teardown = sale.auditAndClose;

export default function (event) {
  if (Math.random() < 0.7) sale.browse(event);
  else sale.buy(event);
}
