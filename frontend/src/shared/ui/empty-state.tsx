import type { ReactNode } from 'react';
import { SeatArcs } from './seat-arcs';

/** An empty page or area: the reason, and a next step. */
export function EmptyState({
  title,
  heading: Heading = 'h2',
  children,
  actions,
}: {
  title: string;
  /** `h1` when it is the whole page. */
  heading?: 'h1' | 'h2';
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-4 py-14 text-center">
      <SeatArcs className="mb-6 w-40 text-edge" missing />
      <Heading className="text-2xl font-bold">{title}</Heading>
      {children !== undefined && <div className="mt-2 text-muted">{children}</div>}
      {actions !== undefined && <div className="mt-6 flex flex-wrap justify-center gap-3">{actions}</div>}
    </div>
  );
}
