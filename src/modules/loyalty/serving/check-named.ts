import { DomainError } from '#platform/errors'

/** Said once the programme is known to be there, so that nobody learns of another workspace's. */
export function checkNamed({ customerId, reference }: { customerId?: unknown; reference?: unknown }): void {
  if (customerId === undefined && reference === undefined)
    throw new DomainError('invalid', 'member_unnamed', 'Say whose: customerId or reference.')
}
