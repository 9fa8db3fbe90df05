/** Waits for a write; where it is refused by this unique constraint, what `taken` gives is thrown instead. */
export async function unlessTaken<T>(write: Promise<T>, constraint: string, taken: () => Error): Promise<T> {
  try {
    return await write
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint === constraint) throw taken()
    throw error
  }
}
