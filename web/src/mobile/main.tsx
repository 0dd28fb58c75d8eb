import './mobile.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '@/i18n';
import { phoneWords } from '@/i18n/phone';
import { App } from './app';

startLanguage(phoneWords);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/m-worker.js', { scope: '/m' }).catch(() => undefined);
