import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '@/app/layout/use-page-title';
import { PageLoading } from '@/app/layout/page-loading';
import { SignIn, useOperator } from '@/features/ops';
import { addTexts, type Language } from '@/shared/i18n';
import { Dashboard } from './dashboard';
import { NewEvent } from './new-event';
import { OrderView } from './order-view';

const TEXTS: Record<Language, () => Promise<object>> = {
  en: async () => ({ ops: (await import('@/shared/i18n/en/ops')).ops }),
  ko: async () => ({ ops: (await import('@/shared/i18n/ko/ops')).ops }),
};

// Buyers never need these texts, so they load with this page.
await addTexts((language) => TEXTS[language]());

const route = getRouteApi('/ops');

/** The operators' dashboard, behind a token or a login. */
export function OpsPage() {
  const { t } = useTranslation();
  const { event, order, view } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const operator = useOperator();
  const signedIn = operator === 'token' || operator === 'login';
  usePageTitle(t('ops.title'));
  useEffect(() => {
    // Cached operator data must not outlive the token, or the login.
    if (!signedIn) queries.removeQueries({ queryKey: ['ops'] });
  }, [signedIn, queries]);
  if (operator === 'unknown') return <PageLoading />;
  if (!signedIn) return <SignIn />;
  if (view === 'new') {
    return <NewEvent onCreated={(created) => void navigate({ search: { event: created.id } })} />;
  }
  if (order !== undefined) return <OrderView orderId={order} />;
  return <Dashboard wanted={event ?? null} />;
}
