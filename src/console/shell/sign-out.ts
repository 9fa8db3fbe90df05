import { api } from '../api/client.ts'

/** Ends the session and forgets what was fetched in it. */
export async function signOut(): Promise<void> {
  await api.delete('/session').catch(() => undefined)
  location.assign('/sign-in')
}
