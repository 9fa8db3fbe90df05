import { createHmac, hkdfSync } from 'node:crypto'
import type { Identity } from './personal-data.ts'

export type HashIdentity = (workspaceId: string, identity: Identity) => Buffer

/** Keyed with the installation's secret: whoever has only the database cannot try addresses out. */
export function identityHasher(secret: string): HashIdentity {
  const key = Buffer.from(hkdfSync('sha256', secret, 'regulars', 'erased identities', 32))
  return (workspaceId, { kind, value }) =>
    createHmac('sha256', key).update(`${workspaceId}\n${kind}\n${value}`).digest()
}
