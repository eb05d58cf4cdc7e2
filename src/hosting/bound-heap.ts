import { setFlagsFromString } from 'node:v8'

// With 50, ten endpoints took a fifth more CPU a message; V8's own choice takes up to twice the memory.
const PERCENT = 100

/**
 * Lets V8 collect garbage when the old generation has doubled since its last collection. By itself V8 waits for up to four times as
 * much while a process allocates quickly, so the memory of a busy server differed by 80 MB from one run to the next
 * (docs/measurements.md). For a process that is a server and nothing else.
 */
export function boundHeap (): void {
  setFlagsFromString(`--heap-growing-percent=${PERCENT}`)
}
