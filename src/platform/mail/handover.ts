/** What became of a letter. `unclear`: the server may have it or not. `answer` is its code, never its words: they may hold addresses. */
export type Handover = {
  outcome: 'accepted' | 'later' | 'refused' | 'address_refused' | 'unreachable' | 'unclear'
  answer: string
}

// Errors before the letter's own bytes were on their way.
const beforeData = new Set([
  'ECONNREFUSED',
  'EDNS',
  'ENOTFOUND',
  'EAUTH',
  'ENOAUTH',
  'ETLS',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONFIG',
  'EPROXY',
])

export function judge(error: unknown): Handover {
  const {
    responseCode = 0,
    code = '',
    command = '',
    syscall = '',
  } = error as {
    responseCode?: number
    code?: string
    command?: string
    syscall?: string
  }
  const answer = String(responseCode || code || 'no answer')
  // 5xx about this letter is final; about the sign-in or the connection it is for the operator to put right.
  if (responseCode >= 500 && code === 'EENVELOPE')
    return { outcome: command === 'RCPT TO' ? 'address_refused' : 'refused', answer }
  if (responseCode >= 500 && code === 'EMESSAGE') return { outcome: 'refused', answer }
  if (responseCode >= 400) return { outcome: 'later', answer }
  if (beforeData.has(code) || syscall === 'connect') return { outcome: 'unreachable', answer }
  return { outcome: 'unclear', answer }
}
