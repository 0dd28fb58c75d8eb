import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import type { ComponentType } from 'react';
import { queries } from '@/api/queries';

/** Shows one page under its path, as the router of the client would; other addresses lead to an empty page. */
export function showPage(Page: ComponentType, path: string, url: string) {
  queries.clear();
  const root = createRootRoute();
  const page = createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: (s: Record<string, unknown>) => s,
    component: () => (
      <ConfigProvider button={{ autoInsertSpace: false }}>
        <App>
          <Page />
        </App>
      </ConfigProvider>
    ),
  });
  const rest = createRoute({ getParentRoute: () => root, path: '$', component: () => null });
  const router = createRouter({ routeTree: root.addChildren([page, rest]), history: createMemoryHistory({ initialEntries: [url] }) });
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return router;
}
