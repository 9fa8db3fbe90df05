/** Of one person, one after the other. */
export const eventsOfVisit = 5

const strides = [7_919, 104_729, 15_485_863, 32_452_843, 49_979_687]
/** Everybody comes once before anybody comes again, each time in another order: people do not keep the one in which their rows lie. */
const visitorOf = (visit: number, customers: number): number =>
  (visit * (strides[Math.floor(visit / customers) % strides.length] ?? 1)) % customers

/**
 * A visit is five events of one person: looks at the shop, now and then a change of profile, and a purchase. Visits of eight
 * people run at once, as they do in a shop. `run` keeps the ids of different runs apart.
 */
export function benchMessage(i: number, customers: number, run: string): object {
  const visit = Math.floor(i / 40) * 8 + (i % 8)
  const step = Math.floor((i % 40) / 8)
  const userId = `u${visitorOf(visit, customers)}`
  const timestamp = new Date(Date.now() - ((visit * 61) % 864_000) * 1000).toISOString()
  const common = {
    messageId: `bench-${run}-${i}`,
    userId,
    timestamp,
    context: { library: { name: 'bench', version: '1' } },
  }
  if (step === 4) {
    const products = [{ product_id: `p${i % 500}`, name: 'Flat white', price: 3.2, quantity: 2, category: 'coffee' }]
    const properties = { order_id: `o-${run}-${i}`, total: 6.4, currency: 'EUR', products }
    return { ...common, type: 'track', event: 'Order Completed', properties }
  }
  if (step === 0 && visit % 4 === 0) {
    const traits = { name: `Person ${visit % customers}`, country: visit % 3 ? 'HU' : 'PL', plan: `p${visit % 7}` }
    return { ...common, type: 'identify', traits }
  }
  const properties = { product_id: `p${i % 500}`, price: 3.2, category: 'coffee', position: i % 20 }
  return { ...common, type: 'track', event: 'Product Viewed', properties }
}
