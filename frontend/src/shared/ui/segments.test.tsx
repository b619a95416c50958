import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { show } from '@/shared/testing/show';
import { Segments } from './segments';

const onChoose = vi.fn();
const button = (name: string) => screen.getByRole('button', { name });
const focused = () => document.activeElement?.textContent;

beforeEach(async () => {
  onChoose.mockClear();
  const options = ['a', 'b', 'c'].map((value) => ({ value, face: value.toUpperCase() }));
  await show(<Segments label="Letters" options={options} chosen="b" onChoose={onChoose} />);
});

test('a choice is a group of toggle buttons, of which the chosen one is pressed', () => {
  expect(screen.getByRole('group', { name: 'Letters' })).toBeTruthy();
  expect(['A', 'B', 'C'].map((name) => button(name).getAttribute('aria-pressed'))).toEqual([
    'false',
    'true',
    'false',
  ]);
});

test('a press chooses another option; a press of the chosen one does nothing', async () => {
  await userEvent.click(button('C'));
  await userEvent.click(button('B'));
  expect(onChoose).toHaveBeenCalledExactlyOnceWith('c');
});

test('a choice has one tab stop, which is the chosen option and then the visited one', async () => {
  await userEvent.tab();
  expect(focused()).toBe('B');
  await userEvent.keyboard('{ArrowRight}');
  await userEvent.tab();
  expect(focused()).not.toBe('C');
  await userEvent.tab({ shift: true });
  expect(focused()).toBe('C');
});

test('arrow keys go round the options, and Home and End to their ends', async () => {
  await userEvent.tab();
  const visited = [];
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight', 'End', 'ArrowRight', 'Home']) {
    await userEvent.keyboard(`{${key}}`);
    visited.push(focused());
  }
  expect(visited).toEqual(['A', 'C', 'A', 'C', 'A', 'A']);
  expect(onChoose).not.toHaveBeenCalled();
});
