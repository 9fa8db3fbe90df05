import { api } from './client.ts'

// Loaded when somebody uses a passkey: most sign-ins never need it.
const load = () => import('@simplewebauthn/browser')

export const canUsePasskeys = (): boolean => window.isSecureContext && typeof window.PublicKeyCredential === 'function'

/** The person closed the browser's own question, or let it run out: nothing went wrong. */
export function isDismissed(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { name, cause } = error
  return name === 'NotAllowedError' || name === 'AbortError' || (cause instanceof Error && isDismissed(cause))
}

/** Lets the browser make a passkey and hands it over under this name. */
export async function makePasskey<T>(name: string): Promise<T> {
  const { startRegistration } = await load()
  type Options = Parameters<typeof startRegistration>[0]['optionsJSON']
  const optionsJSON = await api.post<Options>('/account/passkeys/options')
  return await api.post<T>('/account/passkeys', { name, response: await startRegistration({ optionsJSON }) })
}

/** Signs in with any passkey of this place; the answer is the session. */
export async function signInByPasskey<T>(): Promise<T> {
  const { startAuthentication } = await load()
  type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']
  const optionsJSON = await api.post<Options>('/session/passkey/options')
  return await api.post<T>('/session/passkey', { response: await startAuthentication({ optionsJSON }) })
}
