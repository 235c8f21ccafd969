import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
  // Vite's dev server bundles packages ahead, and would leave the WebAssembly behind.
  optimizeDeps: { exclude: ['hallpass'] },
  build: { modulePreload: { polyfill: false } },
});
