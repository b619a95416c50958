/** Renders a component for a test, with the texts, the router and the query client that the application gives it. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, cleanup, render } from '@testing-library/react';
import type { ComponentType, ReactNode } from 'react';
import { create } from 'zustand';
import { afterEach } from 'vitest';
import { changeLanguage, startI18n, type Language } from '@/shared/i18n';

/** The application's router is the registered one, whose type this small one doesn't have. */
const Provider: ComponentType<{ router: unknown }> = RouterProvider as never;

await startI18n();
afterEach(cleanup);

/** Shows `page`; the returned function replaces it, as a render with other properties does. */
export async function show(page: ReactNode, language: Language = 'en'): Promise<(next: ReactNode) => void> {
  await changeLanguage(language);
  const usePage = create<{ page: ReactNode }>(() => ({ page }));
  function Root() {
    return usePage().page;
  }
  const router = createRouter({
    routeTree: createRootRoute({ component: Root }),
    history: createMemoryHistory(),
  });
  await router.load();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Provider router={router} />
    </QueryClientProvider>,
  );
  return (next) => {
    act(() => {
      usePage.setState({ page: next });
    });
  };
}
