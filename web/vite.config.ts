import { fileURLToPath, URL } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** In development the phone's page answers under /m, as the server does with the built files. */
const phoneEntry: Plugin = {
  name: 'phone-entry',
  configureServer(server) {
    server.middlewares.use((req, _res, next) => {
      const path = (req.url ?? '').split('?')[0] ?? '';
      if (path === '/m' || (path.startsWith('/m/') && !path.includes('.'))) req.url = '/m.html';
      next();
    });
  },
};

const server = process.env.ANLAN_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), phoneEntry],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server, '/openapi.json': server, '/healthz': server, '/readyz': server },
  },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      input: { index: 'index.html', m: 'm.html' },
    },
  },
});
