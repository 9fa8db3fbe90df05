/** Threads: pure computation of more than some 50 ms, away from the thread that answers people. */
export { type OpenThread, openThread } from './open-thread.ts'
export { runInThread, type ThreadContext, type ThreadOptions, type ThreadWork } from './run-in-thread.ts'
