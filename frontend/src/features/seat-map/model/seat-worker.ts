/** Runs in a worker, which `seat-reader.ts` starts: reads one response, and hands over what is in it. */
import { buffersOf, readSeats } from './read-seats';

addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
  const read = readSeats(data);
  postMessage(read, { transfer: buffersOf(read) });
});
