/**
 * The processor's vector instructions, two doubles at a time, which JavaScript cannot say: a WebAssembly module of one function is put
 * together from instructions, some hundred bytes that need neither compiler nor file. For the innermost loops only. Pure; no I/O.
 */
export { assemble, growTo, memoryOf, type Program } from './assemble.ts'
export * as wasm from './instructions.ts'
