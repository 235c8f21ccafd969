import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev -w console` finds the edge. The built console is served by the edge itself. */
const EDGE = 'http://127.0.0.1:8787';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The page's policy allows files of its own origin only: nothing is inlined as a `data:` address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'mail-frame/index.html'],
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['^/v1/', '^/i/', '^/\\.well-known/', '^/local/', '^/healthz$'].map((path) => [path, EDGE]),
    ),
  },
});
