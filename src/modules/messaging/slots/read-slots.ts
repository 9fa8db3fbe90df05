import type { Tx } from '#platform/postgres'
import type { SlotPerson, SlotProduct, SlotSources, Slots } from './slots.ts'
import type { WantedSlots } from './wanted-slots.ts'

type Asked = SlotPerson & { messageId: string }

export const hasSlots = ({ products, cart, points, vouchers, surveys }: WantedSlots): boolean =>
  products.length > 0 || cart || points || vouchers.length > 0 || surveys.length > 0

/**
 * What these messages are filled in with, by message: a few questions for all of them. Vouchers are given out, once a message and reward, and
 * people are asked; call it only for people who may have their message now.
 */
export async function readSlots(
  sources: SlotSources,
  tx: Tx,
  workspaceId: string,
  wanted: WantedSlots,
  people: Asked[],
): Promise<Map<string, Slots>> {
  const slots = people.map((): Slots => ({ products: {}, cart: [], points: undefined, vouchers: {}, surveys: {} }))
  if (!hasSlots(wanted) || people.length === 0) return new Map()
  for (const kind of wanted.products) {
    const found = await sources.products(tx, workspaceId, kind, people)
    for (const [at, one] of slots.entries()) one.products[kind] = found[at] ?? []
  }
  if (wanted.cart) {
    const found = await sources.cart(tx, workspaceId, people)
    for (const [at, one] of slots.entries()) one.cart = found[at] ?? []
  }
  if (wanted.points) {
    const ids = people.map(({ customerId }) => customerId)
    const found = await sources.points(tx, workspaceId, ids)
    for (const [at, one] of slots.entries()) one.points = found[at]
  }
  for (const rewardId of wanted.vouchers)
    for (const [at, { messageId, customerId }] of people.entries()) {
      const given = await sources.voucher(tx, workspaceId, {
        customerId,
        rewardId,
        key: `message:${messageId}:${rewardId}`,
      })
      const one = slots[at]
      if (given && one) one.vouchers[rewardId] = given
    }
  for (const surveyId of wanted.surveys) {
    const found = await sources.surveys.ask(tx, workspaceId, surveyId, people)
    for (const [at, one] of slots.entries()) {
      const asked = found[at]
      if (asked) one.surveys[surveyId] = asked
    }
  }
  return new Map(people.map(({ messageId }, at) => [messageId, slots[at] as Slots]))
}

const nobody = '00000000-0000-0000-0000-000000000000'

/** For a preview and a test: what the person has, else something like it. No voucher is given out, nobody is asked. */
export async function trySlots(
  sources: SlotSources,
  tx: Tx,
  workspaceId: string,
  wanted: WantedSlots,
  { customerId, data }: { customerId: string | undefined; data: Record<string, unknown> },
): Promise<Slots> {
  const plain = { ...wanted, vouchers: [], surveys: [] }
  const asked = { messageId: '', customerId: customerId ?? nobody, data }
  const read = (await readSlots(sources, tx, workspaceId, plain, [asked])).get('')
  const vouchers = wanted.vouchers.map((id) => [id, { code: 'ABCD-2345-EFGH-6789', name: '', expiresOn: null }])
  const surveys: Slots['surveys'] = {}
  for (const surveyId of wanted.surveys) {
    const shown = await sources.surveys.show(tx, workspaceId, surveyId)
    if (shown) surveys[surveyId] = shown
  }
  const slots = { products: {}, cart: [], points: undefined, ...read, vouchers: Object.fromEntries(vouchers), surveys }
  if (customerId !== undefined) return slots
  const some = async (): Promise<SlotProduct[]> =>
    (await sources.products(tx, workspaceId, 'bestsellers', [asked]))[0]?.slice(0, 2) ?? []
  return {
    ...slots,
    points: wanted.points ? { balance: 120, tier: null, next: null, expiring: null } : undefined,
    cart: wanted.cart && slots.cart.length === 0 ? await some() : slots.cart,
  }
}
