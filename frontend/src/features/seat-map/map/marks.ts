/**
 * The mark of each seat state, told apart by shape first and colour second: free is a filled square, held an outline
 * with a slash, sold a small cross, chosen a ring with a dot, mine a disc with a tick.
 */
import type { Palette } from './palette';

type Context = CanvasRenderingContext2D;

export function markFree(ctx: Context, size: number, colour: string): void {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.roundRect(0, 0, size, size, size * 0.28);
  ctx.fill();
}

export function markHeld(ctx: Context, size: number, palette: Palette): void {
  const line = Math.max(1, size * 0.1);
  ctx.strokeStyle = palette.off;
  ctx.lineWidth = line;
  ctx.beginPath();
  ctx.roundRect(line / 2, line / 2, size - line, size - line, size * 0.26);
  ctx.moveTo(size * 0.28, size * 0.72);
  ctx.lineTo(size * 0.72, size * 0.28);
  ctx.stroke();
}

export function markSold(ctx: Context, size: number, palette: Palette): void {
  ctx.strokeStyle = palette.off;
  ctx.lineWidth = Math.max(1, size * 0.11);
  ctx.lineCap = 'round';
  ctx.beginPath();
  ctx.moveTo(size * 0.34, size * 0.34);
  ctx.lineTo(size * 0.66, size * 0.66);
  ctx.moveTo(size * 0.66, size * 0.34);
  ctx.lineTo(size * 0.34, size * 0.66);
  ctx.stroke();
}

/** This mark and the following two are centred on (x, y): they are drawn above the others and may exceed a seat. */
export function markChosen(ctx: Context, x: number, y: number, size: number, palette: Palette): void {
  disc(ctx, x, y, size / 2, palette.surface);
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = Math.max(1.5, size * 0.16);
  ctx.beginPath();
  ctx.arc(x, y, size * 0.4, 0, Math.PI * 2);
  ctx.stroke();
  disc(ctx, x, y, size * 0.17, palette.accent);
}

export function markMine(ctx: Context, x: number, y: number, size: number, palette: Palette): void {
  disc(ctx, x, y, size * 0.56, palette.surface);
  disc(ctx, x, y, size / 2, palette.accent);
  ctx.strokeStyle = palette.accentInk;
  ctx.lineWidth = Math.max(1.2, size * 0.13);
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.beginPath();
  ctx.moveTo(x - size * 0.22, y + size * 0.02);
  ctx.lineTo(x - size * 0.06, y + size * 0.18);
  ctx.lineTo(x + size * 0.24, y - size * 0.16);
  ctx.stroke();
}

/** A ring that grows and fades; `age` from 0 to 1. */
export function markTaken(
  ctx: Context,
  x: number,
  y: number,
  size: number,
  age: number,
  palette: Palette,
): void {
  ctx.globalAlpha = 1 - age;
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = Math.max(1, size * 0.12 * (1 - age * 0.6));
  ctx.beginPath();
  ctx.arc(x, y, size * (0.5 + 0.7 * age), 0, Math.PI * 2);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function disc(ctx: Context, x: number, y: number, radius: number, colour: string): void {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, Math.PI * 2);
  ctx.fill();
}
