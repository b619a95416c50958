/** Keeps what was typed into the form for a new event in this browser, until the event is created. */
import * as v from 'valibot';
import { EMPTY, type Draft } from '@/features/ops';
import { load, save, validItems, type Schema } from '@/shared/lib/storage';

const STORAGE_KEY = 'holdfast.ops.draft.1';

const SECTION: Schema<Draft['sections'][number]> = v.object({
  key: v.number(),
  name: v.string(),
  rows: v.string(),
  cols: v.string(),
  price: v.string(),
});

/** A field that is absent or broken is as in an empty form. */
const DRAFT: Schema<Draft> = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((stored): Draft => {
    const typed = Object.entries(stored).filter(([key, text]) => key in EMPTY && typeof text === 'string');
    const { success, output } = v.safeParse(validItems(SECTION), stored['sections']);
    const sections = success && output.length > 0 ? output : EMPTY.sections;
    return { ...EMPTY, ...Object.fromEntries(typed), sections };
  }),
);

export function keptDraft(): Draft {
  return load(STORAGE_KEY, DRAFT, EMPTY);
}

export function keepDraft(draft: Draft): void {
  save(STORAGE_KEY, draft);
}

export function dropDraft(): void {
  save(STORAGE_KEY, EMPTY);
}
