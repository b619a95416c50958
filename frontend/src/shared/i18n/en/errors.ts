/** A title and a text for each error code of the API: what happened, and what to do now. */
export const errors = {
  MALFORMED_REQUEST: {
    title: 'We couldn’t read that',
    text: 'This page and the server don’t understand each other. Reload the page; it may be an old one.',
  },
  HOLD_TOKEN_MISSING: {
    title: 'Your seats weren’t named',
    text: 'This browser has lost what proves that the seats are yours. Choose them again.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    title: 'The order had no number',
    text: 'Nothing was ordered and nothing was charged. Reload the page and order again.',
  },
  UNAUTHORIZED: {
    title: 'This needs a key',
    text: 'The page is for the box office. Sign in with its token.',
  },
  SALES_NOT_OPEN: {
    title: 'Sales aren’t open',
    text: 'They haven’t begun yet, or they have been closed. The event’s page says when they open.',
  },
  HOLD_MISMATCH: {
    title: 'These aren’t the seats we hold for you',
    text: 'They have changed, perhaps in another tab. Look at your seats again before you order.',
  },
  NOT_FOUND: {
    title: 'There is nothing here',
    text: 'The address leads nowhere. Perhaps it was cut off when it was copied.',
  },
  EVENT_NOT_FOUND: {
    title: 'We don’t know this event',
    text: 'The link may be wrong. All events that are announced are on the first page.',
  },
  SEAT_NOT_FOUND: {
    title: 'This seat doesn’t exist',
    text: 'The seat map in this page may be an old one. Reload it and choose again.',
  },
  ORDER_NOT_FOUND: {
    title: 'We don’t know this order',
    text: 'The link may be incomplete. Orders made in this browser are under “My tickets”.',
  },
  PAYMENT_NOT_FOUND: {
    title: 'We don’t know this payment',
    text: 'Look at the order itself: it says what became of its payment.',
  },
  METHOD_NOT_ALLOWED: {
    title: 'That can’t be done here',
    text: 'This page may be an old one. Reload it and try again.',
  },
  RESERVATION_CONFLICT: {
    title: 'Somebody was a moment faster',
    text: 'At least one of these seats has just been taken, so none was held. Choose others; the map is up to date.',
  },
  HOLD_LIMIT: {
    title: 'No more time can be added',
    text: 'A hold lasts ten minutes at most. Order now, or the seats go back.',
  },
  RESERVATION_EXPIRED: {
    title: 'Your hold has ended',
    text: 'The time ran out before the order. Nothing was charged; perhaps the seats are still free.',
  },
  PAYLOAD_TOO_LARGE: {
    title: 'That was too much at once',
    text: 'Choose fewer seats and try again.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    title: 'We couldn’t read that',
    text: 'Something between you and us changed the request. Reload the page, or try another network.',
  },
  VALIDATION_FAILED: {
    title: 'That doesn’t work like this',
    text: 'An order has one to eight different seats. Check your choice and try again.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'This order was already sent',
    text: 'It went off with other seats or another payment, perhaps in another tab. See “My tickets” before you order again.',
  },
  PAYMENT_MISMATCH: {
    title: 'The payment doesn’t fit the order',
    text: 'Nothing further is charged. Look at the order; it says how it ended.',
  },
  TOO_MANY_REQUESTS: {
    title: 'A little slower, please',
    text: 'There were too many requests from here. We go on by ourselves in a moment.',
  },
  INTERNAL: {
    title: 'Something broke on our side',
    text: 'It isn’t your fault. Try again; if it stays, write to us with the trace id.',
  },
  UNAVAILABLE: {
    title: 'We can’t say right now',
    text: 'Rather than guess, we wait until we know. Trying again is safe: nothing is ordered or charged twice.',
  },
  NETWORK: {
    title: 'No answer',
    text: 'Your connection seems to be interrupted. Trying again is safe: nothing is ordered or charged twice.',
  },
  CRASH: {
    title: 'This page stumbled',
    text: 'Something in it went wrong. Your seats and orders are safe with us; reload the page.',
  },
  step: {
    retry: 'Try again',
    reload: 'Reload the page',
    events: 'To all events',
    orders: 'To my tickets',
    seats: 'Choose seats',
    none: 'All right',
  },
} as const;
