const day = 86_400_000
const start = Date.UTC(2024, 9, 1)
const end = Date.UTC(2025, 5, 30)

/** Orders of a small shop over nine months: regulars in rhythms of their own, some of them late, some gone, some once only. */
export function smallShopCsv(): string {
  const rows = people().flatMap(({ name, email, city, gap, first, last }) => {
    const days: number[] = []
    for (let at = first; at <= last; at += gap * day) days.push(at)
    return days.map((at, i) => [
      email,
      name,
      city,
      new Date(at).toISOString().slice(0, 10),
      (8 + ((gap * 7 + i * 3) % 40)).toFixed(2),
    ])
  })
  rows.sort((a, b) => String(a[3]).localeCompare(String(b[3])))
  const lines = rows.map((row, i) => [`N-${1000 + i}`, ...row].join(','))
  return `order,email,name,city,date,total\n${lines.join('\n')}\n`
}

function people() {
  return Array.from({ length: 60 }, (_, i) => {
    const gap = 6 + ((i * 5) % 31)
    const first = start + ((i * 37) % 180) * day
    const isOnce = i % 9 === 0
    const isLate = i % 5 === 1
    const isGone = i % 7 === 3
    const last = isOnce ? first : isGone ? first + 60 * day : isLate ? end - Math.round(2.2 * gap) * day : end
    return {
      name: `${givenNames[i % 10]} ${familyNames[i % 6]}`,
      email: `person${i}@corner.example`,
      city: cities[i % 3],
      gap,
      first,
      last,
    }
  })
}

const givenNames = ['Anna', 'Béla', 'Csilla', 'Dénes', 'Emma', 'Ferenc', 'Gréta', 'Hugó', 'Irén', 'János']
const familyNames = ['Kovács', 'Szűcs', 'Őri', 'Nagy', 'Fehér', 'Vörös']
const cities = ['Győr', 'Sopron', 'Eger']
