import i18next from 'i18next';
import { useEffect, useState, type ComponentType } from 'react';
import { painted } from '@/shared/lib/painted';
import { followSession, readSession, useSession } from '@/shared/session/session';
import { toast } from '@/shared/ui/toasts';

/**
 * Login, or the account, in the header. The session is read after the first paint, and the menu loads only where there is
 * a provider. It is at the left of the other controls, so that none of them moves when it appears.
 */
export function AccountSlot() {
  const wanted = useSession(({ session }) => session !== null && (session.login || session.account !== null));
  const [Menu, setMenu] = useState<ComponentType | null>(null);
  useEffect(() => {
    // Where it can't be read now, it is read when it is needed.
    void painted()
      .then(readSession)
      .catch(() => undefined);
    return followSession();
  }, []);
  useEffect(sayFailedLogin, []);
  useEffect(() => {
    if (!wanted) return;
    import('./account-menu').then(
      ({ AccountMenu }) => {
        setMenu(() => AccountMenu);
      },
      // The page works without it; a reload brings it.
      () => undefined,
    );
  }, [wanted]);
  return wanted && Menu !== null ? <Menu /> : null;
}

/** How the API comes back from a login: refused or given up at the provider, or not possible for anybody. */
const OUTCOMES = {
  failed: { title: 'account.failed.title', text: 'account.failed.text' },
  unavailable: { title: 'account.unavailable.title', text: 'account.unavailable.text' },
} as const;

function sayFailedLogin(): void {
  const url = new URL(window.location.href);
  const outcome = url.searchParams.get('login');
  if (outcome !== 'failed' && outcome !== 'unavailable') return;
  url.searchParams.delete('login');
  window.history.replaceState(window.history.state, '', url);
  const { title, text } = OUTCOMES[outcome];
  toast({ tone: 'warn', title: i18next.t(title), text: i18next.t(text) });
}
