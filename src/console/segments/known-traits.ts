/** Traits that every shop may have, with words of our own. */
export const knownTraits = ['name', 'email', 'phone', 'tags', 'birthday', 'country', 'city'] as const

export const isPath = (path: string): path is (typeof knownTraits)[number] =>
  (knownTraits as readonly string[]).includes(path)
