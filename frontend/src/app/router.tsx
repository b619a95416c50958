/**
 * All routes of the front end. Every page but the first is loaded lazily; pages combine features.
 *
 * The API server serves /api, /docs, /healthz and /readyz itself: no route here may begin with one of them.
 * The operators' page is /ops: `pages/ops` on top of `features/ops`; its texts load with it.
 */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
} from '@tanstack/react-router';
import { FILTERS, type Filter } from '@/features/events';
import { ErrorPage } from '@/shared/errors/error-page';
import { Frame } from './layout/frame';
import { PageLoading } from './layout/page-loading';
import { EventsPage } from './pages/events-page';
import { NotFoundPage } from './pages/not-found-page';

const root = createRootRoute({ component: Frame });

const events = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (search): { q?: string | undefined; show?: Filter | undefined } => ({
    // The router parses a value of digits alone as a number.
    q: typeof search['q'] === 'string' || typeof search['q'] === 'number' ? String(search['q']) : undefined,
    show: FILTERS.find((filter) => filter === search['show']),
  }),
  component: EventsPage,
});

/** `requireId` turns an id that isn't a positive integer into "not found". */
const eventParams = {
  parse: ({ eventId }: { eventId: string }) => ({ eventId: Number(eventId) }),
  stringify: ({ eventId }: { eventId: number }) => ({ eventId: String(eventId) }),
};

function requireId({ params }: { params: { eventId: number } }): void {
  if (!Number.isSafeInteger(params.eventId) || params.eventId < 1) throw notFound();
}

const event = createRoute({
  getParentRoute: () => root,
  path: '/events/$eventId',
  params: eventParams,
  beforeLoad: requireId,
  validateSearch: (search): { view?: 'list' | undefined } => ({
    view: search['view'] === 'list' ? 'list' : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/event/event-page'), 'EventPage'),
});

const checkout = createRoute({
  getParentRoute: () => root,
  path: '/events/$eventId/checkout',
  params: eventParams,
  beforeLoad: requireId,
  component: lazyRouteComponent(() => import('./pages/checkout/checkout-page'), 'CheckoutPage'),
});

const orders = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  component: lazyRouteComponent(() => import('./pages/orders/orders-page'), 'OrdersPage'),
});

const order = createRoute({
  getParentRoute: () => root,
  path: '/orders/$orderId',
  component: lazyRouteComponent(() => import('./pages/order/order-page'), 'OrderPage'),
});

const ops = createRoute({
  getParentRoute: () => root,
  path: '/ops',
  validateSearch: (
    search,
  ): { event?: number | undefined; order?: string | undefined; view?: 'new' | undefined } => ({
    event: typeof search['event'] === 'number' ? search['event'] : undefined,
    order: typeof search['order'] === 'string' ? search['order'] : undefined,
    view: search['view'] === 'new' ? 'new' : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/ops/ops-page'), 'OpsPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([events, event, checkout, orders, order, ops]),
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: ({ error, reset }) => <ErrorPage error={error} retry={reset} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
