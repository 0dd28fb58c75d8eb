import 'antd/dist/reset.css';
import './theme.css';
import './shell.css';
import '@/kit/kit.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from '@/api/queries';
import { startLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { markStyles, nonce } from './nonce';
import { router } from './router';

markStyles(nonce);
startLanguage(deskWords);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
