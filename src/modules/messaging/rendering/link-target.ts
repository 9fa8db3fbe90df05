const entities: Record<string, string> = {
  '&amp;': '&',
  '&#34;': '"',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
}

/** Where the value of an `href` leads. */
export const readTarget = (attribute: string): string =>
  attribute.replace(/&(?:amp|quot|lt|gt|#34|#39);/g, (one) => entities[one] ?? one).trim()

export const isWebAddress = (target: string): boolean => /^https?:\/\/[^/\s]/i.test(target) && URL.canParse(target)

/** Not on the web, and left as it is: a letter, a call, a place in the message itself. */
export const isOtherAddress = (target: string): boolean => /^(mailto:|tel:|#.)/i.test(target)

export const isSafeTarget = (target: string): boolean => isWebAddress(target) || isOtherAddress(target)
