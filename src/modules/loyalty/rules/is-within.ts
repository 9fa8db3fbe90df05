const folded = (name: string): string => name.trim().toLocaleLowerCase('und').normalize('NFC')

export const isSame = (name: string | undefined, wanted: string): boolean =>
  name !== undefined && folded(name) === folded(wanted)

/** Whether something that holds in these shops, or everywhere, holds in this one. */
export const isAt = (shops: readonly string[] | null | undefined, shop: string | null | undefined): boolean =>
  !shops || shops.some((one) => isSame(shop ?? undefined, one))

/** Whether a category is the one that is meant, or lies below it: Food > Bread is within Food. */
export function isWithin(category: string | undefined, wanted: string | undefined): boolean {
  if (category === undefined || wanted === undefined) return false
  const [own, meant] = [folded(category), folded(wanted)]
  return own === meant || (own.startsWith(meant) && /^\s*[>/|]/.test(own.slice(meant.length)))
}
