/** Where to go after sign-in: only a page of this console, never another site that a link has put there. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !URL.canParse(next, location.origin)) return '/'
  const target = new URL(next, location.origin)
  const isOurs = target.origin === location.origin && !target.pathname.startsWith('/sign-in')
  return isOurs ? `${target.pathname}${target.search}${target.hash}` : '/'
}
