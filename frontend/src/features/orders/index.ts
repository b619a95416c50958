export {
  accountOrdersQuery,
  claimOrder,
  claimOrders,
  useIsInAccount,
  useLoggedIn,
  type Claimed,
} from './account-orders';
export { CancelOrder } from './cancel-order';
export {
  claimHoldAgain,
  forgetAccountOrders,
  rememberOrder,
  useMyOrder,
  useMyOrders,
  type MyOrder,
} from './my-orders';
export { AccountOrderCard, OrderCard } from './order-card';
export { ProgressSteps } from './progress-steps';
export { failedAtPayment, hasEnded, ORDER_TONE, orderReason, orderStatus, paymentStatus } from './status';
export { Tickets } from './tickets';
export { orderQuery, useOrder } from './use-order';
