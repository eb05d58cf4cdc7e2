import { asRoleOf } from '../helpers/access.js'
import type { ACCESS } from '../../infra/access.js'
import type { Engine } from '../../src/delivery/engine.js'
import type { World } from './world.js'

type Role = keyof typeof ACCESS

const made = new WeakMap<Engine, Map<Role, Engine>>()

/** The engine for work of a function in AWS. A call that its role does not allow is refused, and violates `within-its-role`. */
export function inRole (world: World, role: Role, engine: Engine): Engine {
  const roles = made.get(engine) ?? new Map<Role, Engine>()
  made.set(engine, roles)
  const existing = roles.get(role)
  if (existing) return existing
  const { db } = asRoleOf(role, engine.db, {
    tell: call => world.violate('within-its-role', `The role of ${role} does not allow ${call}.`), lacks: world.sabotage.lacks?.[role]
  })
  const restricted = { ...engine, db }
  roles.set(role, restricted)
  return restricted
}
