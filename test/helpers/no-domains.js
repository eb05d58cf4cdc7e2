import hooks from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'

// Preloaded by `suite.ts`. Tap follows every promise to tell which test an error belongs to that nothing caught, at a
// fifth of all CPU that our tests take. Here such an error ends the file instead, with its stack; `npx tap` still says
// which test it was. AsyncLocalStorage does not come here.
hooks.createHook = () => {
  const hook = { enable: () => hook, disable: () => hook }
  return hook
}
syncBuiltinESMExports()
