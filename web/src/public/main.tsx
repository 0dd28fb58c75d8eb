import './public.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '@/i18n';
import { publicWords } from '@/i18n/public';
import { App } from './app';

startLanguage(publicWords);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
