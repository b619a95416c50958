import { expect, test } from 'vitest';
import { DotRaster } from './dot-raster';

const RED = 0xff00_00ff;

/** The opacity of each pixel, row by row. */
function opacities(raster: DotRaster): number[] {
  const pixels = new Uint32Array(raster.width * raster.height);
  raster.copyTo(pixels);
  return [...pixels].map((pixel) => pixel >>> 24);
}

test('a square on whole pixels is opaque, and has its colour', () => {
  const raster = new DotRaster(3, 2);
  raster.square(1, 0, 2, RED);
  expect(opacities(raster)).toEqual([0, 255, 255, 0, 255, 255]);
  const pixels = new Uint32Array(6);
  raster.copyTo(pixels);
  expect(pixels[1]).toBe(RED);
});

test('a square between pixels covers each of them in part', () => {
  const raster = new DotRaster(2, 2);
  raster.square(0.5, 0.5, 1, RED);
  expect(opacities(raster)).toEqual([64, 64, 64, 64]);
});

test('squares in one pixel add up, but to no more than opaque', () => {
  const raster = new DotRaster(1, 1);
  for (let time = 0; time < 3; time += 1) raster.square(0, 0, 0.8, RED);
  expect(opacities(raster)).toEqual([255]);
  raster.clear();
  expect(opacities(raster)).toEqual([0]);
});

test('a square beyond the edges is cut off', () => {
  const raster = new DotRaster(2, 1);
  raster.square(-1, -1, 2, RED);
  raster.square(1.5, 0, 5, RED);
  expect(opacities(raster)).toEqual([255, 128]);
});
