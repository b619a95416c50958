import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactElement } from 'react';
import { Button } from './button';

interface Props {
  trigger: ReactElement<Record<string, unknown>>;
  title: string;
  text: string;
  confirm: string;
  dismiss: string;
  onConfirm: () => void;
}

/** Asks for confirmation before an irreversible action. */
export function Confirm({ trigger, title, text, confirm, dismiss, onConfirm }: Props) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger render={trigger} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/50 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <AlertDialog.Popup className="fixed inset-x-4 bottom-4 z-40 mx-auto max-w-md animate-rise rounded-3xl bg-surface p-6 shadow-2xl outline-none sm:top-1/2 sm:bottom-auto sm:-translate-y-1/2">
          <AlertDialog.Title className="text-xl font-bold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-muted">{text}</AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <AlertDialog.Close render={<Button variant="quiet" />}>{dismiss}</AlertDialog.Close>
            <AlertDialog.Close render={<Button variant="accent" />} onClick={onConfirm}>
              {confirm}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
