/** Shows the first group of an order id, which is enough to tell orders apart; a click selects the whole id. */
export function OrderId({ id }: { id: string }) {
  return (
    <code
      title={id}
      className="inline-block w-[8ch] overflow-hidden align-bottom font-mono text-xs whitespace-nowrap select-all"
    >
      {id}
    </code>
  );
}
