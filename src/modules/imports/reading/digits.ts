/** Persian (۰۱۲) and Arabic (٠١٢) digits as Latin ones; other text is returned as it is. */
export function latinDigits(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x660 && code <= 0x6f9)
      return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
  }
  return text
}
