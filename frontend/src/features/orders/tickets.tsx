import { CalendarPlus, Printer } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useTranslation } from 'react-i18next';
import type { EventView, Ticket } from '@/shared/api/types';
import { toastError } from '@/shared/errors/toast-error';
import type { SeatInfo } from '@/shared/lib/seat';
import { Button } from '@/shared/ui/button';
import { Poster } from '@/shared/ui/poster';
import { useEventTime } from '@/shared/ui/use-event-time';

interface Props {
  tickets: readonly Ticket[];
  /** The seats as stored in this browser; the API's order has no section names. */
  seats: readonly SeatInfo[];
  event: EventView | undefined;
}

export function Tickets({ tickets, seats, event }: Props) {
  const { t } = useTranslation();
  const when = useEventTime();
  const addToCalendar = async (to: EventView) => {
    // Loaded on demand: the checkout imports this feature too, and needs none of the calendar's 9 kB.
    const { icalendar, saveFile } = await import('./calendar');
    const labels = tickets.map((ticket) => ticket.label).join(', ');
    const file = icalendar({
      // The file may be shared, so it must not have the order's id, which is the capability to return the tickets.
      uid: `${to.id}-${tickets.map((ticket) => ticket.seatId).join('-')}@holdfast`,
      title: to.title,
      venue: to.venue,
      startsAt: to.startsAt,
      description: [
        `${t('common.seats', { count: tickets.length })}: ${labels}`,
        t('orders.tickets.where'),
        new URL(`/events/${to.id}`, window.location.href).href,
      ].join('\n'),
    });
    saveFile(`holdfast-${to.id}.ics`, 'text/calendar;charset=utf-8', file);
  };
  return (
    <section aria-label={t('orders.tickets.title', { count: tickets.length })}>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-2xl font-bold">{t('orders.tickets.title', { count: tickets.length })}</h2>
        <div className="flex gap-2" data-no-print>
          {event !== undefined && (
            <Button
              size="small"
              onClick={() => {
                addToCalendar(event).catch(toastError);
              }}
            >
              <CalendarPlus aria-hidden size={17} />
              {t('orders.tickets.calendar')}
            </Button>
          )}
          <Button
            size="small"
            onClick={() => {
              window.print();
            }}
          >
            <Printer aria-hidden size={17} />
            {t('orders.tickets.print')}
          </Button>
        </div>
      </div>
      <ul className="grid gap-5">
        {tickets.map((ticket) => (
          <li
            key={ticket.seatId}
            className="break-inside-avoid overflow-hidden rounded-3xl border border-line bg-surface sm:flex"
          >
            <div className="relative flex flex-1 flex-col">
              <Poster eventId={event?.id ?? 0} rows={5} backRows className="h-20" />
              <div className="flex flex-1 flex-col p-5">
                {event !== undefined && (
                  <>
                    <p className="font-display text-lg leading-tight font-bold">{event.title}</p>
                    <p className="mt-1 text-sm text-muted">
                      {when(event.startsAt, event.timeZone)}
                      <br />
                      {event.venue}
                    </p>
                  </>
                )}
                <p className="mt-auto pt-4">
                  <span className="text-sm text-muted">
                    {seats.find((seat) => seat.id === ticket.seatId)?.section}
                  </span>
                  <span className="block font-display text-4xl font-extrabold tabular-nums">
                    {ticket.label}
                  </span>
                </p>
              </div>
            </div>
            {/* Always dark on light, since scanners may not read inverted codes. */}
            <div className="relative grid place-items-center gap-2 border-dashed border-line bg-white p-5 text-[#14182b] max-sm:border-t-2 sm:border-l-2">
              <QRCodeSVG
                value={ticket.code}
                size={168}
                level="M"
                title={t('orders.tickets.qr', { label: ticket.label })}
              />
              <p className="text-xs">{t('orders.tickets.show')}</p>
              <p
                className="font-mono text-xs tracking-wide select-all"
                aria-label={t('orders.tickets.code')}
                data-testid="ticket-code"
              >
                {ticket.code}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
