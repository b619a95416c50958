/** The visible part of the house: screen = world × scale + offset, in CSS pixels. Functions return new cameras. */
import type { Box } from './layout';
import { PITCH } from './layout';

export interface Camera {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest distance between neighbouring seats on the screen; limits the zoom. */
const MAX_PITCH_PX = 52;
const MARGIN_PX = 12;

export function fit(bounds: Box, size: Size): Camera {
  const width = bounds.right - bounds.left;
  const height = bounds.bottom - bounds.top;
  const room = { width: size.width - 2 * MARGIN_PX, height: size.height - 2 * MARGIN_PX };
  const scale = Math.max(0.01, Math.min(room.width / width, room.height / height, MAX_PITCH_PX / PITCH));
  return {
    scale,
    x: size.width / 2 - ((bounds.left + bounds.right) / 2) * scale,
    y: size.height / 2 - ((bounds.top + bounds.bottom) / 2) * scale,
  };
}

/** Zooms in (factor > 1) or out around the screen point `at`, which stays in place. */
export function zoom(
  camera: Camera,
  factor: number,
  at: { x: number; y: number },
  bounds: Box,
  size: Size,
): Camera {
  const least = fit(bounds, size).scale;
  const scale = Math.min(Math.max(camera.scale * factor, least), Math.max(least, MAX_PITCH_PX / PITCH));
  const change = scale / camera.scale;
  return clampToBounds(
    { scale, x: at.x - (at.x - camera.x) * change, y: at.y - (at.y - camera.y) * change },
    bounds,
    size,
  );
}

export function pan(camera: Camera, dx: number, dy: number, bounds: Box, size: Size): Camera {
  return clampToBounds({ ...camera, x: camera.x + dx, y: camera.y + dy }, bounds, size);
}

/** Brings a world point into the middle of the screen. */
export function centreOn(camera: Camera, worldX: number, worldY: number, bounds: Box, size: Size): Camera {
  const moved = {
    ...camera,
    x: size.width / 2 - worldX * camera.scale,
    y: size.height / 2 - worldY * camera.scale,
  };
  return clampToBounds(moved, bounds, size);
}

export function toWorld(camera: Camera, x: number, y: number): { x: number; y: number } {
  return { x: (x - camera.x) / camera.scale, y: (y - camera.y) / camera.scale };
}

/** Interpolates between two cameras; `share` from 0 to 1. */
export function between(from: Camera, to: Camera, share: number): Camera {
  // The scale is interpolated geometrically, so that the zoom looks equally fast throughout.
  const scale = from.scale * (to.scale / from.scale) ** share;
  const weight = to.scale === from.scale ? share : (scale - from.scale) / (to.scale - from.scale);
  return { scale, x: from.x + (to.x - from.x) * weight, y: from.y + (to.y - from.y) * weight };
}

/** Keeps the house on the screen: centred where it is smaller than the screen, covering it where it is larger. */
function clampToBounds(camera: Camera, bounds: Box, size: Size): Camera {
  return {
    scale: camera.scale,
    x: clampOffset(camera.x, bounds.left * camera.scale, bounds.right * camera.scale, size.width),
    y: clampOffset(camera.y, bounds.top * camera.scale, bounds.bottom * camera.scale, size.height),
  };
}

function clampOffset(offset: number, from: number, until: number, room: number): number {
  if (until - from + 2 * MARGIN_PX <= room) return room / 2 - (from + until) / 2;
  return Math.min(MARGIN_PX - from, Math.max(room - MARGIN_PX - until, offset));
}
