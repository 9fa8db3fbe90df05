import { type Code, leb } from './instructions.ts'

/** `parameters` whole numbers come first among the locals, then `integers` of them and `pairs` of doubles, all 0. */
export type Program = { parameters: number; integers: number; pairs: number; body: Code }

type Run = (...parameters: number[]) => void

const i32 = 0x7f
const v128 = 0x7b
const pageBytes = 65_536

/** The program as a function on a memory: it is compiled once and may run on many. */
export function assemble(program: Program): (memory: WebAssembly.Memory) => Run {
  const compiled = new WebAssembly.Module(moduleOf(program))
  return (memory) => new WebAssembly.Instance(compiled, { env: { memory } }).exports.run as Run
}

export function memoryOf(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
}

/** Makes it as long at least; what stood on it before must be looked at anew. */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes)
  if (missing > 0) memory.grow(missing)
}

/** The sections of a module: types, imports, functions, exports, code. */
function moduleOf({ parameters, integers, pairs, body }: Program): Uint8Array<ArrayBuffer> {
  const code = [2, integers, i32, pairs, v128, ...body, 0x0b]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters, ...new Array<number>(parameters).fill(i32), 0]),
    ...section(2, [1, ...named('env'), ...named('memory'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...named('run'), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ])
}

const section = (id: number, content: Code): Code => [id, ...leb(content.length), ...content]
const named = (name: string): Code => [name.length, ...new TextEncoder().encode(name)]
