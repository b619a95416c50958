/** A title and a text for each error code of the API: what happened, and what to do now. */
export const errors = {
  MALFORMED_REQUEST: {
    title: 'The request couldn’t be read',
    text: 'This page may be out of date. Reload it and try again.',
  },
  HOLD_TOKEN_MISSING: {
    title: 'Your seats couldn’t be identified',
    text: 'This browser has lost the proof that the seats are yours. Choose them again.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    title: 'The order had no key',
    text: 'Nothing was ordered and nothing was charged. Reload the page and order again.',
  },
  UNAUTHORIZED: {
    title: 'Please log in',
    text: 'Your login may have ended. Seats that you hold stay held until their time runs out. If your browser blocks cookies, allow them for this page.',
  },
  INSUFFICIENT_SCOPE: {
    title: 'Not permitted',
    text: 'Your account or token doesn’t permit this. Ask the operator who gives out permissions.',
  },
  CSRF_REQUIRED: {
    title: 'Somebody logged in or out elsewhere',
    text: 'It was in another tab of this browser, and this page doesn’t know yet. Reload it and try again.',
  },
  SALES_NOT_OPEN: {
    title: 'Sales aren’t open',
    text: 'They haven’t begun yet, or they have been closed. The event’s page shows when they open.',
  },
  HOLD_MISMATCH: {
    title: 'These aren’t the seats held for you',
    text: 'They have changed, perhaps in another tab. Check your seats before you order.',
  },
  NOT_FOUND: {
    title: 'Nothing found here',
    text: 'There is nothing at this address. It may have been cut off when it was copied.',
  },
  EVENT_NOT_FOUND: {
    title: 'Event not found',
    text: 'The link may be wrong. All events are listed on the first page.',
  },
  SEAT_NOT_FOUND: {
    title: 'Seat not found',
    text: 'The seat map on this page may be out of date. Reload it and choose again.',
  },
  ORDER_NOT_FOUND: {
    title: 'Order not found',
    text: 'The link may be incomplete. Orders made in this browser are under “My tickets”.',
  },
  PAYMENT_NOT_FOUND: {
    title: 'Payment not found',
    text: 'Check the order itself: it shows the state of its payment.',
  },
  METHOD_NOT_ALLOWED: {
    title: 'That isn’t possible here',
    text: 'This page may be an older version. Reload it and try again.',
  },
  RESERVATION_CONFLICT: {
    title: 'Someone else was faster',
    text: 'At least one of these seats has just been taken, so none was held. Choose others; the map is up to date.',
  },
  HOLD_LIMIT: {
    title: 'No more time can be added',
    text: 'A hold lasts ten minutes at most. Order now, or the seats will be released.',
  },
  BUYER_LIMIT: {
    title: 'More seats than one buyer can have',
    text: 'What you hold, have ordered and have bought of this event counts together. Choose fewer seats.',
  },
  RESERVATION_EXPIRED: {
    title: 'Your hold has expired',
    text: 'The time ran out before you ordered. Nothing was charged; the seats may still be free.',
  },
  PAYLOAD_TOO_LARGE: {
    title: 'The request was too large',
    text: 'Choose fewer seats and try again.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    title: 'The request arrived damaged',
    text: 'It was changed on its way to us. Reload the page, or try another network.',
  },
  VALIDATION_FAILED: {
    title: 'That isn’t valid',
    text: 'An order has one to eight different seats. Check your choice and try again.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'This order was already sent',
    text: 'It was sent with other seats or another payment, perhaps in another tab. Check “My tickets” before you order again.',
  },
  PAYMENT_MISMATCH: {
    title: 'The payment doesn’t match the order',
    text: 'Nothing more is charged. Check the order to see how it ended.',
  },
  PROOF_REQUIRED: {
    title: 'No seat was held yet',
    text: 'Many people want seats right now. The short calculation on your device, which is needed first, was cancelled or not finished. Try again.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Too many requests in a short time',
    text: 'They came from you, or from a network that you share. The last one changed nothing, and what you have stays yours.',
  },
  INTERNAL: {
    title: 'Something went wrong on our side',
    text: 'It isn’t your fault. Try again; if it keeps happening, write to us with the trace ID.',
  },
  UNAVAILABLE: {
    title: 'Temporarily unavailable',
    text: 'We can’t answer reliably right now. Trying again is safe: nothing is ordered or charged twice.',
  },
  TOO_BUSY: {
    title: 'Many people are ordering',
    text: 'Your seats are kept, and so is your place in the line. Try again in a moment.',
  },
  NETWORK: {
    title: 'No response',
    text: 'Your connection seems to be interrupted. Trying again is safe: nothing is ordered or charged twice.',
  },
  CRASH: {
    title: 'Something went wrong on this page',
    text: 'Your seats and orders are safe with us. Reload the page.',
  },
  step: {
    retry: 'Try again',
    login: 'Log in',
    reload: 'Reload the page',
    events: 'See all events',
    orders: 'Go to my tickets',
    seats: 'Choose seats',
    none: 'OK',
  },
} as const;
