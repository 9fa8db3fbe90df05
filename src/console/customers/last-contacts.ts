import { queryOptions } from '@tanstack/react-query'
import type { LastContacts } from '#contract/message-calendar'
import { api } from '../api/client.ts'

type Contact = LastContacts['contacts'][number]
type Waiting = { resolve: (contact: Contact | null) => void; reject: (error: unknown) => void }

const mostAtOnce = 100
let waiting = new Map<string, Waiting[]>()

/** The last message that reached a customer; null for none. All that a page asks for are asked for together. */
export const lastContactQuery = (customerId: string) =>
  queryOptions({ queryKey: ['messages', 'last-contact', customerId], queryFn: () => askFor(customerId) })

function askFor(customerId: string): Promise<Contact | null> {
  return new Promise((resolve, reject) => {
    if (waiting.size === 0) setTimeout(askTogether, 0)
    waiting.set(customerId, [...(waiting.get(customerId) ?? []), { resolve, reject }])
  })
}

async function askTogether(): Promise<void> {
  const asked = [...waiting]
  waiting = new Map()
  for (let i = 0; i < asked.length; i += mostAtOnce) {
    const some = asked.slice(i, i + mostAtOnce)
    try {
      const ids = some.map(([id]) => id).join(',')
      const { contacts } = await api.get<LastContacts>('/message-contacts', { customerIds: ids })
      const found = new Map(contacts.map((one) => [one.customerId, one]))
      for (const [id, those] of some) for (const { resolve } of those) resolve(found.get(id) ?? null)
    } catch (error) {
      for (const [, those] of some) for (const { reject } of those) reject(error)
    }
  }
}
