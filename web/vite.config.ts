import { fileURLToPath, URL } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Connect, type Plugin } from 'vite';

/** In development the phone's page answers under /m and the public's under /public, as the server does with the built files. */
const toEntry: Connect.NextHandleFunction = (req, _res, next) => {
  const path = (req.url ?? '').split('?')[0] ?? '';
  for (const entry of ['m', 'public']) {
    if (path === `/${entry}` || (path.startsWith(`/${entry}/`) && !path.includes('.'))) req.url = `/${entry}.html`;
  }
  next();
};
const entries: Plugin = {
  name: 'entries',
  configureServer: (s) => void s.middlewares.use(toEntry),
  configurePreviewServer: (s) => void s.middlewares.use(toEntry),
};

const server = process.env.ANLAN_URL ?? 'http://127.0.0.1:8080';
const proxy = { '/api': server, '/openapi.json': server, '/healthz': server, '/readyz': server };

export default defineConfig({
  plugins: [react(), entries],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      input: { index: 'index.html', m: 'm.html', public: 'public.html' },
    },
  },
});
