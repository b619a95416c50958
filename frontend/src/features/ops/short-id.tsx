/** Shows the first 8 characters of an id, which are enough to tell ids apart; a click selects the whole id. */
export function ShortId({ id }: { id: string }) {
  return (
    <code
      title={id}
      className="inline-block w-[8ch] overflow-hidden align-bottom font-mono text-xs whitespace-nowrap select-all"
    >
      {id}
    </code>
  );
}
