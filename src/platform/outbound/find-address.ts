import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isForbiddenAddress } from './forbidden-address.ts'
import { OutboundError } from './outbound-error.ts'

/**
 * The address of a host that people typed in, to be connected to as it is: its name is resolved once. `isAllowed`: whoever runs the
 * installation lets this host through, so it may be spoken to without TLS as well. Throws OutboundError.
 */
export type FindAddress = (host: string, port: number) => Promise<{ address: string; isAllowed: boolean }>

/** `allowed` are hosts (host or host:port) of the private network. */
export function createFindAddress({ allowed = [] }: { allowed?: readonly string[] } = {}): FindAddress {
  return async (host, port) => {
    const name = host.replace(/^\[(.*)\]$/, '$1')
    const isAllowed = allowed.includes(host) || allowed.includes(`${host}:${port}`)
    const address = isIP(name) ? name : await resolveName(name)
    if (!isAllowed && isForbiddenAddress(address))
      throw new OutboundError('refused', 'The address is not of the public internet')
    return { address, isAllowed }
  }
}

async function resolveName(host: string): Promise<string> {
  const found = await lookup(host, { all: true }).catch(() => [])
  // One forbidden address among them is enough: which one a name gives next is up to its owner.
  const bad = found.find(({ address }) => isForbiddenAddress(address))
  const [first] = found
  if (!first) throw new OutboundError('unreachable', 'The name is not known')
  return bad?.address ?? first.address
}
