const readers = {
  UInt8: (bytes: ArrayBuffer) => new Uint8Array(bytes),
  UInt16: (bytes: ArrayBuffer) => new Uint16Array(bytes),
  UInt32: (bytes: ArrayBuffer) => new Uint32Array(bytes),
  Float64: (bytes: ArrayBuffer) => new Float64Array(bytes),
}
const widths = { UInt8: 1, UInt16: 2, UInt32: 4, Float64: 8 }

export type ArrayType = keyof typeof readers
export type Arrays<Types extends readonly ArrayType[]> = { [i in keyof Types]: ReturnType<(typeof readers)[Types[i]]> }

/**
 * One row of arrays as RowBinary writes them: the count of each in seven bits a byte, then its numbers with the lowest byte first,
 * as they lie in the memory of every machine this runs on. Throws when the bytes are not exactly that.
 */
export function readArrays<const Types extends readonly ArrayType[]>(bytes: Buffer, types: Types): Arrays<Types> {
  let at = 0
  const arrays = types.map((type) => {
    const [count, from] = readCount(bytes, at)
    at = from + count * widths[type]
    if (at > bytes.length) throw new Error('ClickHouse answered with fewer numbers than it announced')
    // A copy: in the answer they need not begin where such numbers may.
    return readers[type](bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + at) as ArrayBuffer)
  })
  if (at !== bytes.length) throw new Error('ClickHouse answered with more than the arrays asked for')
  return arrays as Arrays<Types>
}

function readCount(bytes: Buffer, start: number): [count: number, next: number] {
  let [count, scale, at] = [0, 1, start]
  for (;;) {
    const byte = bytes[at++] ?? 0
    count += (byte & 0x7f) * scale
    if (byte < 0x80) return [count, at]
    scale *= 0x80
  }
}
