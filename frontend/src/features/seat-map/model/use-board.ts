/** One board, and so one connection, per event, however many components use it. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Board, Counts } from './board';
import { LiveBoard, type BoardState } from './live-board';

/** An unused board stays open this long, so that going to the checkout and back doesn't load it again. */
const KEEP_OPEN_MS = 10_000;

/** Components are rendered at most this often after changes; a reader can't follow a faster pace. */
const RENDER_INTERVAL_MS = 300;

interface Entry {
  board: LiveBoard;
  users: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const boards = new Map<number, Entry>();

/** Only an effect opens the board: a render may be discarded. */
function entryOf(eventId: number): Entry {
  let entry = boards.get(eventId);
  if (entry === undefined) {
    entry = { board: new LiveBoard(eventId), users: 0, timer: undefined };
    boards.set(eventId, entry);
  }
  return entry;
}

function closeLater(eventId: number, entry: Entry): void {
  entry.timer = setTimeout(() => {
    if (boards.get(eventId) === entry) boards.delete(eventId);
    entry.board.close();
  }, KEEP_OPEN_MS);
}

/** The result changes only with the board's state, so that it can be deferred. */
export function useBoard(eventId: number): BoardState & { retry: () => void } {
  const [generation, setGeneration] = useState(0);
  const live = entryOf(eventId).board;
  useEffect(() => {
    const entry = entryOf(eventId);
    clearTimeout(entry.timer);
    entry.users += 1;
    entry.board.open();
    return () => {
      entry.users -= 1;
      if (entry.users === 0) closeLater(eventId, entry);
    };
  }, [eventId, generation]);
  const state = useSyncExternalStore(live.subscribe, live.state);
  const retry = useCallback(() => {
    const entry = boards.get(eventId);
    clearTimeout(entry?.timer);
    entry?.board.close();
    boards.delete(eventId);
    setGeneration((old) => old + 1);
  }, [eventId]);
  return useMemo(() => ({ ...state, retry }), [state, retry]);
}

/** Returns `read(board)`, and renders again after seats change. */
export function useBoardValue<Value>(board: Board, read: (board: Board) => Value): Value {
  const [, setVersion] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = board.listen(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setVersion((old) => old + 1);
      }, RENDER_INTERVAL_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [board]);
  return read(board);
}

/** Whether no seat is free. Unlike `useBoardValue`, it causes no render while that doesn't change. */
export function useSoldOut(board: Board): boolean {
  const listen = useCallback((listener: () => void) => board.listen(listener), [board]);
  return useSyncExternalStore(listen, () => board.counts.free === 0);
}

export function useCounts(board: Board): Counts {
  return useBoardValue(board, (current) => current.counts);
}
