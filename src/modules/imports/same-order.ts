type Told = string | null | undefined
/** By customer number, e-mail, phone, as far as a line tells them. */
export type Named = readonly [customer: Told, email: Told, phone: Told]

/** Whether two lines of one order number name one person. Many exports tell the e-mail or the phone on the first line only. */
export function isSamePerson(a: Named, b: Named): boolean {
  const known = a.findIndex((value, index) => value != null && b[index] != null)
  return known >= 0 && a[known] === b[known]
}

const dayMs = 86_400_000

/** Whether two local times are further apart than a night: then one number stands for two orders of a till that counts from one again. */
export function areDaysApart(a: string | undefined, b: string | undefined): boolean {
  if (!a || !b || a.slice(0, 10) === b.slice(0, 10)) return false
  return Math.abs(Date.parse(`${a}Z`) - Date.parse(`${b}Z`)) > dayMs
}
