import type { Session } from '#contract/session'
import { api } from '../api/client.ts'

/** Turns this browser to another workspace; everything on screen belongs to the one before, so the console begins anew. */
export async function switchWorkspace(workspaceId: string): Promise<void> {
  await api.post<Session>('/session/workspace', { workspaceId })
  location.assign('/')
}
