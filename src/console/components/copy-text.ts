import { toast } from './toast.ts'

/** Copies and says so; `done` is the message. */
export async function copyText(text: string, done: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  toast.good(done)
}
