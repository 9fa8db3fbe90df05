import type { Scope } from '#contract/permissions'

/** What a scope lets one do, in words. */
export function scopeWord(t: (key: string) => string, scope: Scope): string {
  return t(`people.scope.${scope.replace(/[-:]/g, '_')}`)
}
