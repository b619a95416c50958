/** Time zones: wall-clock times to moments, and back. */
import { remember } from './remember';

const wallClockFormat = remember(
  (timeZone: string) =>
    new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
);

/** Whether the browser knows this zone. */
export function isZone(zone: string): boolean {
  try {
    wallClockFormat(zone);
    return true;
  } catch {
    return false;
  }
}

/** The zone, or UTC: a newer server may know zones that an old browser doesn't. */
export function knownZone(zone: string): string {
  return isZone(zone) ? zone : 'UTC';
}

/** The reader's own zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The moment at which a clock in `zone` shows `local` ("2027-05-01T19:30"); null if `local` isn't a time. */
export function momentOf(local: string, zone: string): Date | null {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  // The offset of the first guess may be that before a change of the clocks, and the second one's that after it.
  const guess = wanted - offsetOf(wanted, zone);
  return new Date(wanted - offsetOf(guess, zone));
}

/** What a clock in `zone` shows, as "2027-05-01T19:30:00". */
export function wallClock(at: Date, zone: string): string {
  const parts = wallClockFormat(zone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((candidate) => candidate.type === type)?.value ?? '';
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  return `${date}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** What the reader's clock shows, in the same form. It needs no formatter, which would be slow to make. */
export function ownWallClock(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** How far the clocks of `zone` are ahead of UTC, in ms. */
function offsetOf(at: number, zone: string): number {
  const second = Math.floor(at / 1000) * 1000;
  return Date.parse(`${wallClock(new Date(second), zone)}Z`) - second;
}
