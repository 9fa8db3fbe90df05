import { DomainError } from '#platform/errors'
import type { ThreadWork } from '#platform/threads'

type Order = { does: 'double' | 'refuse' | 'forever' | 'exit' | 'eat'; values?: Float64Array }

const work: ThreadWork<Order, { values: Float64Array } | undefined> = ({ does, values }, { progress }) => {
  switch (does) {
    case 'double':
      progress({ done: 1, total: 2 })
      return { values: (values ?? new Float64Array()).map((value) => 2 * value) }
    case 'refuse':
      throw new DomainError('invalid', 'too_few', 'Too few.', { least: 3 })
    case 'exit':
      return process.exit(1)
    case 'eat': {
      const eaten: number[][] = []
      for (;;) eaten.push(new Array<number>(1e6).fill(eaten.length))
    }
    default:
      for (;;) values?.fill(0)
  }
}
export default work
