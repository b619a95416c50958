import type { ReactNode } from 'react';
import { cx } from '@/shared/lib/cx';

interface TableProps {
  head: ReactNode;
  children: ReactNode;
  /** Shown instead of rows. */
  empty?: string | null;
}

/** A dense table with aligned numbers. */
export function Table({ head, children, empty = null }: TableProps) {
  return (
    <div className="overflow-hidden rounded-2xl border border-line bg-surface">
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line bg-sunken text-xs text-muted">
          <tr>{head}</tr>
        </thead>
        <tbody className="divide-y divide-line">{empty === null && children}</tbody>
      </table>
      {empty !== null && <p className="px-3 py-4 text-sm text-muted">{empty}</p>}
    </div>
  );
}

interface CellProps {
  children?: ReactNode;
  /** Aligns numbers to the end of the column. */
  end?: boolean;
  more?: string;
}

export function HeadCell({ children, end = false, more }: CellProps) {
  return (
    <th
      scope="col"
      className={cx('px-2.5 py-1.5 font-semibold whitespace-nowrap', end ? 'text-right' : 'text-left', more)}
    >
      {children}
    </th>
  );
}

export function Cell({ children, end = false, more }: CellProps) {
  return (
    <td className={cx('px-2.5 py-1.5 align-top', end && 'text-right whitespace-nowrap tabular-nums', more)}>
      {children}
    </td>
  );
}
