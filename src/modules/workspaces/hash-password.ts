/** scrypt, in the form that better-auth verifies. Loaded on first use: most starts hash nothing. */
export async function hashPassword(password: string): Promise<string> {
  const crypto = await import('better-auth/crypto')
  return await crypto.hashPassword(password)
}
