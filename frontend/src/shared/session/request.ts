import { NetworkError } from '@/shared/api/problem';

const TIMEOUT_MS = 10_000;

/** Sends a request of a session, without the API client: that one uses the session itself. */
export async function request(url: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new NetworkError('no response', { cause });
  }
}
