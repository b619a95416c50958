import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';
import { preloads } from './scripts/preloads.mjs';

/** Proxies the API while Vite serves the page; in production one server serves both. */
const api: ProxyOptions = {
  target: process.env['API_URL'] ?? 'http://127.0.0.1:18080',
  changeOrigin: true,
  configure: (proxy) => {
    // Node holds headers back until the first byte of the body, which takes up to 15 s in a quiet stream.
    proxy.on('proxyRes', (_proxied, _request, response) => {
      // The proxy copies the headers right after this event, so flush them afterwards.
      queueMicrotask(() => {
        response.flushHeaders();
      });
    });
  },
};

/** The same policy as in production, so that the preview shows violations. */
const policy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ');

const ENTRY = /\/(index\.html|src\/app\/main\.tsx)$/;
/** Small parts that several pages need. The parts of `shared/ui` that aren't in the first file are large dialogs. */
const SHARED_BY_PAGES = /\/src\/(features\/checkout|shared\/(?!ui))|\/(lucide-react|eventsource-parser)\//;

/**
 * Few files: HTTP/1.1 takes a round trip for each, six at a time, and by itself the build makes one for every set of
 * pages that share modules. The entry stays a file of its own, since it waits for the texts while it is evaluated.
 */
const CHUNKS = [
  { name: 'first', tags: ['$initial' as const], test: (id: string) => !ENTRY.test(id), priority: 2 },
  { name: 'shared', minShareCount: 2, test: SHARED_BY_PAGES, priority: 1 },
];

export default defineConfig({
  plugins: [react(), tailwindcss(), preloads()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: {
    // A data: URL would need a wider Content-Security-Policy for fonts and scripts.
    assetsInlineLimit: 0,
    // Every supported browser has `modulepreload`.
    modulePreload: { polyfill: false },
    // The first versions with `light-dark()`, which both themes need.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // scripts/size.mjs reads from the manifest which files the first page needs.
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: { proxy: { '/api': api } },
  preview: { proxy: { '/api': api }, headers: { 'Content-Security-Policy': policy } },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'jsdom', restoreMocks: true },
});
