import { DomainError } from '#platform/errors'

// Nobody there, a name that leads nowhere, a wrong password, no such database.
const noAnswer = /^(E[A-Z_]+|28...|3D000|57P03)$/

/** Work on an engine that a setting names: when nobody answers there, that is said instead of where in the code it was noticed. */
export async function reachable<T>(reason: string, url: string | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const code = url === undefined ? undefined : codeOf(error)
    if (url === undefined || code === undefined) throw error
    const address = URL.parse(url)?.host ?? ''
    throw new DomainError('unavailable', reason, `${address} does not answer (${code}).`, { address, code })
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = (error as NodeJS.ErrnoException).code
  if (code !== undefined && noAnswer.test(code)) return code
  if (/connection terminated|timeout/i.test(error.message)) return 'no answer'
  return error.cause === undefined ? undefined : codeOf(error.cause)
}
