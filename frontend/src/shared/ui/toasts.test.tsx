import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { show } from '@/shared/testing/show';
import { toast, ToastArea, Toasts } from './toasts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  pass(60_000);
  vi.useRealTimers();
});

function pass(ms: number): void {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
}

async function showArea(): Promise<void> {
  const page = (
    <>
      <ToastArea className="" />
      <Toasts />
    </>
  );
  await show(page);
}

function say(message: Parameters<typeof toast>[0]): void {
  act(() => {
    toast(message);
  });
}

const titles = () => screen.queryAllByTestId('toast').map((shown) => shown.getAttribute('aria-label'));

test('a toast leaves after six seconds, an error after fifteen', async () => {
  await showArea();
  say({ title: 'Released' });
  say({ title: 'Trouble', tone: 'bad' });
  expect(titles()).toEqual(['Released', 'Trouble']);
  pass(6000);
  expect(titles()).toEqual(['Trouble']);
  pass(9000);
  expect(titles()).toEqual([]);
});

test('a toast stays while the mouse is over it, but not after a finger’s tap', async () => {
  await showArea();
  say({ title: 'Mouse' });
  fireEvent.pointerEnter(screen.getByTestId('toast'), { pointerType: 'mouse' });
  pass(20_000);
  expect(titles()).toEqual(['Mouse']);
  fireEvent.pointerLeave(screen.getByTestId('toast'), { pointerType: 'mouse' });
  pass(6000);
  expect(titles()).toEqual([]);
  say({ title: 'Finger' });
  fireEvent.pointerEnter(screen.getByTestId('toast'), { pointerType: 'touch' });
  pass(6000);
  expect(titles()).toEqual([]);
});

test('the same message again replaces the first, and the fourth one the oldest', async () => {
  await showArea();
  for (const title of ['one', 'two', 'one', 'three', 'four']) say({ title });
  expect(titles()).toEqual(['one', 'three', 'four']);
});

test('only an error is an alert, and F6 goes to the newest message, which Escape closes', async () => {
  await showArea();
  say({ title: 'Released' });
  say({ title: 'Trouble', tone: 'bad' });
  expect(screen.getAllByRole('alert')).toHaveLength(1);
  fireEvent.keyDown(document, { key: 'F6' });
  const newest = screen.getByRole('alert');
  expect(document.activeElement).toBe(newest);
  fireEvent.keyDown(newest, { key: 'Escape' });
  expect(titles()).toEqual(['Released']);
});

test('a toast with a signal stays until it is aborted, and reports when the reader closes it', async () => {
  await showArea();
  const [over, onClose] = [new AbortController(), vi.fn()];
  say({ title: 'Working', lasts: over.signal, onClose });
  pass(120_000);
  expect(titles()).toEqual(['Working']);
  act(() => {
    over.abort();
  });
  expect(titles()).toEqual([]);
  expect(onClose).not.toHaveBeenCalled();
  // What is over before it is shown isn't shown.
  say({ title: 'Working', lasts: over.signal, onClose });
  expect(titles()).toEqual([]);

  say({ title: 'Working again', lasts: new AbortController().signal, onClose });
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(titles()).toEqual([]);
  expect(onClose).toHaveBeenCalledTimes(1);
});
