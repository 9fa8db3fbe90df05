type Row = Pick<HTMLElement, 'scrollLeft' | 'scrollWidth' | 'clientWidth'>

/** On which sides of a row there is more than can be seen, in reading direction: `start`, `end`, both, or none (''). */
export function edgesBeyond({ scrollLeft, scrollWidth, clientWidth }: Row): string {
  // From right to left browsers count backwards from 0; half a pixel is no more to see.
  const before = Math.abs(scrollLeft)
  const after = scrollWidth - clientWidth - before
  return [...(before > 1 ? ['start'] : []), ...(after > 1 ? ['end'] : [])].join(' ')
}
