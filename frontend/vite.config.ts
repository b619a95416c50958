import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Where the API is while the page comes from Vite; in production one server gives both. */
const api: ProxyOptions = {
  target: process.env['API_URL'] ?? 'http://127.0.0.1:18080',
  changeOrigin: true,
  configure: (proxy) => {
    // Node keeps headers back until the first byte of the body, which in a quiet stream is 15 s away.
    proxy.on('proxyRes', (_answer, _request, response) => {
      // Once the proxy has copied them, which it does right after this event.
      queueMicrotask(() => {
        response.flushHeaders();
      });
    });
  },
};

/** As strict as in production, so that a preview shows what it would block. */
const policy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ');

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: {
    // A data: URL would need a wider Content-Security-Policy for fonts and scripts.
    assetsInlineLimit: 0,
    // Every browser that knows `color-mix` and `oklch` preloads modules by itself.
    modulePreload: { polyfill: false },
    // What knows `light-dark()`, on which the two appearances stand.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // The size check reads from it what the first page needs.
    manifest: true,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': api } },
  preview: { proxy: { '/api': api }, headers: { 'Content-Security-Policy': policy } },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'jsdom', restoreMocks: true },
});
