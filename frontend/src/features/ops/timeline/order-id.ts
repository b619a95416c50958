const ORDER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the text has the form of an order's id: a UUID in lower case. */
export function isOrderId(text: string): boolean {
  return ORDER_ID.test(text);
}
