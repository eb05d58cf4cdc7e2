// What a file of tests may not change in a process that it shares with other files.

// Sockets and timers take a moment to close, on a slow machine longer. It matters only in a failure.
const PATIENCE_MS = 20_000

// Modules change these when they are loaded, to the same in all files.
const KNOWN = new Set(['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'])
// Every opened LMDB file adds one of `exit`.
const LISTENERS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'uncaughtException', 'unhandledRejection', 'beforeExit', 'message']
const GLOBALS = ['Date', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'queueMicrotask', 'performance'] as const
// What keeps a process alive.
const HANDLES = ['TCPServerWrap', 'TCPSocketWrap', 'PipeWrap', 'ProcessWrap', 'Timeout', 'MessagePort', 'FSEventWrap']
const DISPATCHER = Symbol.for('undici.globalDispatcher.1')

/** Each thing has a text that tells what it is now, or the thing itself where only its identity counts. */
export type Around = Map<string, unknown>

/** What all code of the process shares. */
export function lookAround (): Around {
  // Loads it, so that it is there before and after.
  void globalThis.Request
  return new Map<string, unknown>([
    ...Object.entries(process.env).filter(([name]) => !KNOWN.has(name)).map(([name, value]) => [`process.env.${name}`, value] as const),
    ...LISTENERS.map(name => [`the listeners of ${name}`, process.listenerCount(name)] as const),
    ...GLOBALS.map(name => [name, globalThis[name]] as const),
    ['Date.now', Date.now], ['Math.random', Math.random], ['performance.now', performance.now],
    ['the dispatcher of fetch', Reflect.get(globalThis, DISPATCHER)],
    ['the working directory', process.cwd()],
    ['process.exitCode', process.exitCode],
    ...HANDLES.map(name => [`open: ${name}`, open(name)] as const)
  ])
}

const open = (name: string) => process.getActiveResourcesInfo().filter(one => one === name).length

/** What is no longer as it was, once sockets and timers had time to close; empty if all is. */
export async function leftBehind (before: Around): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS
  const isOpen = () => HANDLES.some(name => open(name) > Number(before.get(`open: ${name}`)))
  while (isOpen() && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 10))
  const after = lookAround()
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(name => !Object.is(before.get(name), after.get(name)))
    .map(name => `${name}: before ${shown(before.get(name))}, after ${shown(after.get(name))}`)
}

const shown = (value: unknown) => typeof value === 'function' || typeof value === 'object' ? 'another' : String(value)
