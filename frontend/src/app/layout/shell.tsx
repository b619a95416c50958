import { Link, Outlet } from '@tanstack/react-router';
import { Ticket } from 'lucide-react';
import { Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Announcer } from '@/shared/ui/announcer';
import { SeatArcs } from '@/shared/ui/seat-arcs';
import { ToastArea, Toasts } from '@/shared/ui/toasts';
import { LanguageSwitch } from './language-switch';
import { PageLoading } from './page-loading';
import { ThemeSwitch } from './theme-switch';
import { useFocusOnNavigation, useFocusRescue } from './use-focus';

/** The frame of every page: header with home, account, "My tickets" and language; footer with themes; toasts. */
export function Shell({ account, reminder }: { account: ReactNode; reminder: ReactNode }) {
  const { t } = useTranslation();
  useFocusOnNavigation();
  useFocusRescue();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only rounded-xl bg-ink px-4 py-2 text-paper focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50"
      >
        {t('common.skip')}
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-paper/90 backdrop-blur-md">
        <nav
          aria-label={t('common.nav.label')}
          className="group/nav mx-auto flex h-15 max-w-7xl items-center gap-1 px-3 sm:gap-2 sm:px-6"
        >
          <Link
            to="/"
            aria-label={t('common.nav.home')}
            className="mr-auto flex min-h-11 shrink-0 items-center gap-2.5 rounded-xl px-1 font-display text-xl font-extrabold tracking-tight"
          >
            <SeatArcs rows={2} seed={3} className="w-9 text-ink" />
            {/* On a narrow phone the time that is left needs the room. */}
            <span className="max-[27rem]:group-has-data-reminder/nav:sr-only">{t('common.brand')}</span>
          </Link>
          {account}
          {reminder}
          <Link
            to="/orders"
            className="flex min-h-11 items-center gap-2 rounded-xl px-2.5 text-sm font-semibold text-muted hover:text-ink aria-[current=page]:text-ink sm:px-3"
          >
            <Ticket aria-hidden size={20} />
            <span className="max-sm:sr-only">{t('common.nav.orders')}</span>
          </Link>
          <LanguageSwitch />
        </nav>
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        <Suspense fallback={<PageLoading />}>
          <Outlet />
        </Suspense>
        {/* In the flow, at the end: when the page is scrolled to its end, the toasts cover nothing of it. */}
        <ToastArea className="sticky bottom-0 z-20 mx-auto max-w-md p-3 has-[[role=region]:empty]:p-0" />
      </main>
      <footer className="border-t border-line">
        <div className="mx-auto flex max-w-7xl flex-wrap items-center justify-between gap-4 px-4 py-6 sm:px-6">
          <p className="text-sm text-muted">{t('common.footer')}</p>
          <ThemeSwitch />
        </div>
      </footer>
      <Announcer />
      <Toasts />
    </div>
  );
}
