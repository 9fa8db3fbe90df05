export type Device = { browser: string | null; system: string | null }

const browsers: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/YaBrowser\//, 'Yandex Browser'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrom(e|ium)\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** The two words of a User-Agent that a person knows their device by; nothing more of it is kept. */
export function deviceWords(userAgent = ''): Device {
  const word = (list: [RegExp, string][]): string | null =>
    list.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null
  return { browser: word(browsers), system: word(systems) }
}
