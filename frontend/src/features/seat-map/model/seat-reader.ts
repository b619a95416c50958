/**
 * Reads a response with seats: a large one in a worker, since reading 20,000 seats takes a phone 100 ms and more. The
 * page reads it itself where there is no worker, or the worker doesn't get through.
 */
import { readSeats, type SeatsRead } from './read-seats';

/** About 3,000 seats, compressed. Fewer are read sooner than a worker starts. */
const LARGE_BYTES = 40_000;
/** Longer than a slow phone needs for 100,000 seats. */
const WORKER_TIMEOUT_MS = 5000;

export async function readResponse(response: Response): Promise<SeatsRead> {
  const length = response.headers.get('content-length');
  // It starts while the body arrives.
  const worker = length === null || Number(length) > LARGE_BYTES ? startWorker() : null;
  try {
    const body = await response.arrayBuffer();
    // The body is copied into the worker, so that the page still has it when the worker fails.
    return (await worker?.read(body)) ?? readSeats(body);
  } finally {
    worker?.close();
  }
}

interface SeatWorker {
  /** Null when the worker fails. */
  read: (body: ArrayBuffer) => Promise<SeatsRead | null>;
  close: () => void;
}

function startWorker(): SeatWorker | null {
  const worker = newWorker();
  if (worker === null) return null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let finish: (read: SeatsRead | null) => void;
  const result = new Promise<SeatsRead | null>((resolve) => {
    finish = resolve;
    worker.onmessage = ({ data }: MessageEvent<SeatsRead>) => {
      resolve(data);
    };
    worker.onmessageerror = () => {
      resolve(null);
    };
    worker.onerror = (event) => {
      // Nobody else has to know: what is wrong with the body is found again on the page.
      event.preventDefault();
      resolve(null);
    };
  });
  return {
    read: (body) => {
      worker.postMessage(body);
      timer = setTimeout(() => {
        finish(null);
      }, WORKER_TIMEOUT_MS);
      return result;
    },
    close: () => {
      clearTimeout(timer);
      worker.terminate();
    },
  };
}

/** Null where there are no workers, or none may be started. */
function newWorker(): Worker | null {
  try {
    return new Worker(new URL('./seat-worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return null;
  }
}
