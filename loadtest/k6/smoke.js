// Two buyers browse, hold, release and order, within seconds: shows that stack and scripts work. A test of CI.
import * as sale from './sale.js';

export const options = {
  scenarios: { buyers: { executor: 'shared-iterations', vus: 2, iterations: 6, maxDuration: '30s' } },
  thresholds: { ...sale.thresholds, orders_confirmed: ['count>=1'], checks: ['rate==1'] },
};

export const setup = () => sale.createEvent('k6: smoke', 1000);
export const teardown = sale.auditAndClose;

export default function (event) {
  sale.browse(event);
  const held = sale.hold(event);
  sale.requireSuccess('seats are held', held);
  sale.release(held);
  sale.requireSuccess('the order is accepted', sale.buy(event));
}
