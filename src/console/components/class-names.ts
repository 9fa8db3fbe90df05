/** One class of all that are given. Whoever wraps a button hands it a class of their own, which must not displace ours. */
export function classNames(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
