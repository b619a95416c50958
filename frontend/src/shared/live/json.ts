/** The JSON of a stream's message is checked before anything uses it. A broken one makes the stream reconnect. */
import * as v from 'valibot';
import type { Schema } from '@/shared/lib/storage';

export function json<Value>(schema: Schema<Value>) {
  return v.pipe(v.string(), v.parseJson(), schema);
}
