/** One member of one programme, served over HTTP by somebody who does not give up. */
export type Till = {
  give: (points: number) => Promise<void>
  /** The status; 0 is a broken connection. */
  spend: (points: number, key: string) => Promise<number>
  left: () => Promise<number>
  /** Rules of the ledger, and its chain, that do not hold. */
  broken: () => Promise<string[]>
}

export async function openTill(url: string, serverKey: string): Promise<Till> {
  const ask = async <T>(
    method: string,
    path: string,
    body?: object,
    key?: string,
  ): Promise<{ status: number; body: T }> => {
    const answer = await fetch(`${url}/api/v1/loyalty${path}`, {
      method,
      headers: {
        authorization: `Bearer ${serverKey}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    return { status: answer.status, body: (await answer.json()) as T }
  }
  const made = await ask<{ programmeId: string }>('POST', '/programmes', { name: 'Regulars', rules: {} })
  const one = `/programmes/${made.body.programmeId}`
  const { memberId } = (await ask<{ memberId: string }>('POST', `${one}/members`, { reference: 'a' })).body
  return {
    give: async (points) => {
      const { status } = await ask('POST', `${one}/grant`, { memberId, points })
      if (status !== 200) throw new Error(`Points were not given: ${status}`)
    },
    spend: async (points, key) => {
      try {
        return (await ask('POST', `${one}/spend`, { memberId, points }, key)).status
      } catch {
        return 0
      }
    },
    left: async () => (await ask<{ available: number }>('GET', `${one}/members/${memberId}`)).body.available,
    broken: async () => {
      const { brokenAt, checks } = (
        await ask<{ brokenAt: number | null; checks: { rule: string; broken: number }[] }>('POST', '/ledger/verify')
      ).body
      return [
        ...checks.filter(({ broken }) => broken > 0).map(({ rule }) => rule),
        ...(brokenAt === null ? [] : ['chain']),
      ]
    },
  }
}
