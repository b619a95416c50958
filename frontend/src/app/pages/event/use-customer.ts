/** For whom the box office holds seats of an event that limits the seats of each buyer. */
import { useState } from 'react';
import type { EventView } from '@/shared/api/types';
import { useSession } from '@/shared/session/session';

export interface Customer {
  /** As the clerk has typed it: always the same text for the same customer. */
  readonly name: string;
  /** The seats that are held count for this customer already. */
  readonly fixed: boolean;
}

/**
 * Null where the API needs no customer: for a buyer, and where there is no limit. `holding`: seats of the event are
 * held. The customer is forgotten when they no longer are, so that the next one doesn't use up this one's limit.
 */
export function useCustomer(event: EventView | undefined, holding: boolean) {
  const sells = useSession(({ session }) => session?.scopes.includes('boxoffice') === true);
  const [name, setName] = useState('');
  const [held, setHeld] = useState(holding);
  if (held !== holding) {
    setHeld(holding);
    if (!holding) setName('');
  }
  const wanted = sells && event?.seatsPerBuyer !== undefined;
  // After a reload the name is unknown. What is held is that customer's all the same.
  const customer: Customer | null = wanted ? { name, fixed: holding && name !== '' } : null;
  return [customer, setName] as const;
}
