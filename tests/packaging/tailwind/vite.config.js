import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The mode is the page: `tailwind-first` or `hallpass-first`, whose sheets are imported in this order.
export default defineConfig(({ mode }) => ({
  plugins: [react(), tailwindcss()],
  base: `/${mode}/`,
  build: { outDir: `dist/${mode}`, rollupOptions: { input: `${mode}.html` } },
}));
