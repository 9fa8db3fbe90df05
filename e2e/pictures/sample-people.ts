import { type Known, type Shop, until } from './ask.ts'

const best = ['Kovács Anna', 'Bakó Márton', 'Szűcs Réka', 'Olga Petrova', 'Tóth Levente', 'Nguyen Minh', 'آناهیتا راد']
const given = 'Emma Oliver Amelia Jack Zofia Léa Noah Ines Marek Grace Hugo Freya Tom Ada Luca Ruth Ben Maya Sven Kate'
const family =
  'Hughes Walker Nowak Martin Fischer Bennett Rossi Clarke Dubois Ward Jansen Price Silva Reed Novák Cole Berg Shaw Moreau Bell Kaya Stone Lind Hart Vega Frost Keller Wood Marsh Lowe'

function nameAt(at: number): string {
  const special = best[at]
  if (special !== undefined) return special
  const first = given.split(' ')
  const last = family.split(' ')
  return `${first[at % first.length]} ${last[Math.floor(at / first.length + at * 7) % last.length]}`
}

/** The sample shop knows its customers by number alone; here many have names, and the best of them wishes and promises. */
export async function tellAboutPeople(shop: Shop, customers: Known[]): Promise<void> {
  const { post, track } = shop
  const known = customers.slice(0, 600).flatMap(({ externalId }, at) => {
    const name = nameAt(at)
    const mailbox = at === 6 ? 'anahita' : name.toLowerCase().replaceAll(' ', '.')
    const email = `${mailbox.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '')}.${at}@example.com`
    const more =
      at < best.length ? { phone: `+3630123456${at}`, visits_planned: at, birthday: `199${at}-12-0${at + 1}` } : {}
    const traits = { name, email, tier: at % 2 ? 'silver' : 'gold', ...more }
    return externalId ? [{ type: 'identify', userId: externalId, traits }] : []
  })
  for (let at = 0; at < known.length; at += 100) await track(known.slice(at, at + 100))
  const again = { name: 'Anna Kovács', email: 'anna.home@example.org', birthday: '1990-12-01' }
  await track([{ type: 'identify', userId: 'web-7719', traits: again }])
  const customerId = customers[0]?.customerId
  const on = new Date().toISOString().slice(0, 10)
  await post(`/customers/${customerId}/notes`, { noteId: crypto.randomUUID(), text: 'Likes the window seat.' })
  for (const [at, title] of ['Call Anna about the order', 'Send a thank-you card', 'Ask for a review'].entries()) {
    await post('/tasks', {
      taskId: crypto.randomUUID(),
      title,
      kind: at === 0 ? 'call' : 'other',
      ownerId: null,
      customerId: customers[at]?.customerId ?? null,
      due: { on, at: null },
    })
  }
  type Named = { customers: object[] }
  await until(
    () => shop.ask<Named>('GET', '/customers?search=anna.home'),
    (found) => found.customers.length > 0,
  )
  await shop.ask('POST', '/duplicates/search')
}
