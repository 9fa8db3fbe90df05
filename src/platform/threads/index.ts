/** Threads: pure computation of more than some 50 ms, away from the thread that answers people. */
export { runInThread, type ThreadContext, type ThreadOptions, type ThreadWork } from './run-in-thread.ts'
