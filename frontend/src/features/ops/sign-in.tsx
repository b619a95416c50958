import { useMutation } from '@tanstack/react-query';
import { KeyRound, LogIn } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '@/shared/api/client';
import { hasCode } from '@/shared/api/problem';
import { errorKind } from '@/shared/errors/help';
import { logIn } from '@/shared/errors/toast-error';
import { useSession } from '@/shared/session/session';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { SeatArcs } from '@/shared/ui/seat-arcs';
import { bearer } from './admin';
import { isToken, signIn, useToken } from './token';

/** Login, where there is a provider, or a token, which is checked against the API before it is stored. */
export function SignIn() {
  const { t } = useTranslation();
  const refused = useToken((session) => session.refused);
  const offersLogin = useSession(({ session }) => session?.login === true && session.account === null);
  const [token, setToken] = useState('');
  const id = useId();
  const attempt = useMutation({
    mutationFn: async (wanted: string) => {
      // A token that isn't valid in a header isn't sent: `fetch` would report it as a network error.
      if (isToken(wanted)) await unwrap(api.GET('/api/admin/overview', { headers: bearer(wanted) }));
      return isToken(wanted);
    },
    onSuccess: (taken, wanted) => {
      if (taken) signIn(wanted);
    },
  });
  const wrong = attempt.data === false || hasCode(attempt.error, 'UNAUTHORIZED');
  const kind = attempt.error === null || wrong ? null : errorKind(attempt.error);
  return (
    <div className="mx-auto max-w-md px-4 pt-14 pb-20 sm:pt-24">
      <SeatArcs rows={4} seed={5} className="mb-8 w-32 text-edge" />
      <h1 className="text-4xl font-extrabold">{t('ops.title')}</h1>
      <p className="mt-2 mb-6 text-muted">{t('ops.signIn.text')}</p>
      <Login offered={offersLogin} />
      {refused && attempt.isIdle && (
        <div className="mb-4">
          <Notice tone="warn" title={t('ops.signIn.again')}>
            {t('ops.signIn.againText')}
          </Notice>
        </div>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = token.trim();
          if (wanted !== '' && !attempt.isPending) attempt.mutate(wanted);
        }}
      >
        <label htmlFor={id} className="text-sm font-semibold">
          {t('ops.signIn.token')}
        </label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          value={token}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={(event) => {
            setToken(event.target.value);
            attempt.reset();
          }}
          className="mt-1 h-13 w-full rounded-2xl border border-edge bg-surface px-4 font-mono text-base"
        />
        {wrong && (
          <p id={`${id}-wrong`} role="alert" className="mt-2 text-sm text-accent">
            {t('ops.signIn.wrong')}
          </p>
        )}
        <Button
          type="submit"
          variant={offersLogin ? 'quiet' : 'primary'}
          size="large"
          busy={attempt.isPending}
          className="mt-4 w-full"
        >
          <KeyRound aria-hidden size={18} />
          {t('ops.signIn.action')}
        </Button>
        <p className="mt-3 text-sm text-muted">{t('ops.signIn.kept')}</p>
      </form>
      {kind !== null && (
        <div className="mt-4">
          <Notice urgent tone="bad" title={t(`errors.${kind}.title`)}>
            {t('ops.signIn.away')}
          </Notice>
        </div>
      )}
    </div>
  );
}

/** With a provider, an account that has the scopes needs no token. */
function Login({ offered }: { offered: boolean }) {
  const { t } = useTranslation();
  const loggedIn = useSession(({ session }) => session?.account != null);
  if (loggedIn) {
    return (
      <div className="mb-6">
        <Notice tone="warn" title={t('ops.signIn.noScope')}>
          {t('ops.signIn.noScopeText')}
        </Notice>
      </div>
    );
  }
  if (!offered) return null;
  return (
    <>
      <Button variant="primary" size="large" onClick={logIn} className="w-full">
        <LogIn aria-hidden size={18} />
        {t('account.logIn')}
      </Button>
      <p className="mt-6 mb-4 text-muted">{t('ops.signIn.orToken')}</p>
    </>
  );
}
