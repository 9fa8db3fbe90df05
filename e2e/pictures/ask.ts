export type Ask = <T>(method: string, path: string, body?: BodyInit) => Promise<T>
export type Known = { customerId: string; externalId: string | null }
/** The sample shop as a program of its owner reaches it. */
export type Shop = { url: string; ask: Ask; post: <T>(path: string, body: object) => Promise<T>; track: Track }
/** What takes weeks is begun some weeks ago, at eleven in the morning of the shop; 0 is now. */
export type Past = (days: number) => void
type Track = (batch: object[]) => Promise<void>

export function shopAt({ url, serverKey, writeKey }: { url: string; serverKey: string; writeKey: string }): Shop {
  const ask: Ask = async <T>(method: string, path: string, body?: BodyInit): Promise<T> => {
    const isJson = typeof body === 'string' && body.startsWith('{')
    const type = isJson ? { 'content-type': 'application/json' } : {}
    const headers = { authorization: `Bearer ${serverKey}`, ...type }
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body ? { body } : {}) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
  return {
    url,
    ask,
    post: (path, body) => ask('POST', path, JSON.stringify(body)),
    track: async (batch) => {
      const headers = { authorization: `Basic ${btoa(`${writeKey}:`)}` }
      await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) })
    },
  }
}

/** Asks again until what was begun is there. */
export async function until<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isThere(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}
