/** Messages that only screen readers need, in one polite place. */
import { create } from 'zustand';

const useAnnouncement = create<{ text: string; turn: number }>(() => ({ text: '', turn: 0 }));

export function announce(text: string): void {
  useAnnouncement.setState(({ turn }) => ({ text, turn: turn + 1 }));
}

/** Two regions in turn, since a region that gets the same text again isn't announced again. */
export function Announcer() {
  const { text, turn } = useAnnouncement();
  return [0, 1].map((region) => (
    <p key={region} role="status" className="sr-only" data-testid="announcer">
      {turn % 2 === region ? text : ''}
    </p>
  ));
}
