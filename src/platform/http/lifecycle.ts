/** Whether this process should get traffic: not before it is ready and no more once it drains. */
export type Lifecycle = { state(): 'starting' | 'ready' | 'draining'; ready(): void; drain(): void }

export function createLifecycle(): Lifecycle {
  let state: 'starting' | 'ready' | 'draining' = 'starting'
  return {
    state: () => state,
    ready: () => {
      if (state === 'starting') state = 'ready'
    },
    drain: () => {
      state = 'draining'
    },
  }
}
