import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Vite's dev server bundles packages ahead, and would leave the WebAssembly behind.
  optimizeDeps: { exclude: ['hallpass'] },
  build: { modulePreload: { polyfill: false } },
});
