/** 128 random bits. `crypto.randomUUID` exists only on secure origins; a test server on the LAN isn't one. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
