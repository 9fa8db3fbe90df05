// Data exception, integrity constraint violation, program limit exceeded (a key too large for its index).
const classes = new Set(['22', '23', '54'])

/** Whether it is what was written that failed, and not the engine, the connection or the schema: trying again would not help. */
export function isDataFault(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && code.length === 5 && classes.has(code.slice(0, 2))
}
