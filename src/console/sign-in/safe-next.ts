/** Where to go after sign-in: only a page of this console, never another site that a link has put there. */
export function safeNext(next: string | undefined, origin: string = location.origin): string {
  if (next === undefined || !URL.canParse(next, origin)) return '/'
  const target = new URL(next, origin)
  const isOurs = target.origin === origin && !target.pathname.startsWith('/sign-in')
  return isOurs ? `${target.pathname}${target.search}${target.hash}` : '/'
}
