import { LogIn, LogOut, UserRound } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBasket } from '@/features/basket';
import type { SessionView } from '@/shared/api/types';
import { logIn, toastError } from '@/shared/errors/toast-error';
import { cx } from '@/shared/lib/cx';
import { labelsOf } from '@/shared/lib/seat';
import { useSession } from '@/shared/session/session';
import { Button } from '@/shared/ui/button';

const CONTROL =
  'flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-xl px-2.5 text-sm font-semibold text-muted hover:text-ink sm:px-3';

export function AccountMenu() {
  const { t } = useTranslation();
  const session = useSession((state) => state.session);
  if (session?.account != null) return <Account account={session.account} />;
  return (
    <button type="button" onClick={logIn} className={CONTROL}>
      <LogIn aria-hidden size={20} />
      <span className="max-sm:sr-only">{t('account.logIn')}</span>
    </button>
  );
}

/** The account's name; pressed, who is logged in and how to log out. */
function Account({ account }: { account: NonNullable<SessionView['account']> }) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  const holds = Object.values(useBasket((state) => state.holds)).filter(({ by }) => by === 'account');
  const seats = holds.flatMap((hold) => hold.seats);
  const { name } = account;
  const leave = async () => {
    setLeaving(true);
    try {
      const { leaveAccount } = await import('@/app/leave-account');
      await leaveAccount(holds);
    } catch (error) {
      setLeaving(false);
      toastError(error, () => void leave());
    }
  };
  return (
    <Disclosure
      label={t('account.menu', { name: name ?? t('account.unnamed') })}
      face={
        <>
          <UserRound aria-hidden size={20} />
          <span className="max-w-32 truncate max-sm:hidden">{name ?? t('account.unnamed')}</span>
        </>
      }
    >
      <p className="font-semibold break-words">
        {name == null ? t('account.asUnnamed') : t('account.as', { name })}
      </p>
      {seats.length > 0 && (
        <p className="mt-2 text-sm text-muted">
          {t('account.releases', { count: seats.length, labels: labelsOf(seats) })}
        </p>
      )}
      <Button busy={leaving} onClick={() => void leave()} className="mt-4 w-full">
        <LogOut aria-hidden size={18} />
        {t('account.logOut')}
      </Button>
    </Disclosure>
  );
}

interface DisclosureProps {
  label: string;
  /** The button's contents. */
  face: ReactNode;
  children: ReactNode;
}

/** A button that shows a panel below it. Escape, a press elsewhere, and the focus leaving it close it. */
function Disclosure({ label, face, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panelId = useId();
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
      document.removeEventListener('keydown', onKey);
    };
  }, [open]);
  return (
    <div ref={root} className="relative">
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-expanded={open}
        aria-controls={panelId}
        onClick={() => {
          setOpen(!open);
        }}
        className={cx(CONTROL, open && 'text-ink')}
      >
        {face}
      </button>
      <div
        id={panelId}
        hidden={!open}
        className="absolute top-full right-0 z-40 mt-1 w-64 max-w-[80vw] rounded-2xl border border-line bg-surface p-4 shadow-xl shadow-ink/10"
      >
        {children}
      </div>
    </div>
  );
}
