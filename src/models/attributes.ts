import type { Buffer } from 'node:buffer'

/**
 * How a model file describes the attributes of its items: a Dynamoose schema as a plain object, so that the lean path reads
 * types from it without loading Dynamoose. An absent attribute stands for null.
 */

/** A map of texts under names that callers choose. */
export const TEXTS = { type: Object, schema: 'texts' } as const

type Simple = StringConstructor | NumberConstructor | BooleanConstructor | typeof Buffer

/** What Dynamoose checks, and puts in the place of an absent attribute, when it writes. */
interface Rules<V> {
  required?: boolean
  enum?: readonly V[]
  default?: V | (() => V)
  validate?: V extends string ? RegExp : (value: V) => boolean
}

type Leaf<T, V> = T | ({ type: T } & Rules<V>)

/** The attributes of a type, nested ones included: the compiler refuses one that is missing, unknown or of another type. */
export type AttributesOf<T> = { [K in keyof T]-?: AttributeOf<NonNullable<T[K]>> }

type AttributeOf<V> =
  [V] extends [string] ? Leaf<StringConstructor, V>
    : [V] extends [number] ? Leaf<NumberConstructor, V>
        : [V] extends [boolean] ? Leaf<BooleanConstructor, V>
            : [V] extends [Uint8Array] ? Leaf<typeof Buffer, V>
                : [V] extends [ReadonlyArray<infer E>] ? { type: ArrayConstructor, schema: [AttributeOf<E>] } & Rules<V>
                    : string extends keyof V ? typeof TEXTS & Rules<V>
                      : { type: ObjectConstructor, schema: AttributesOf<V> } & Rules<V>

/** The same for code that walks through any of them. */
export type Attribute = Simple | Described
export interface Described {
  type: Simple | ArrayConstructor | ObjectConstructor
  schema?: Attributes | readonly [Attribute] | 'texts'
  required?: boolean
}

export type Attributes = { [name: string]: Attribute }

/** An item of such objects as it is read: what is null is absent. */
export type Stored<T> =
  { [K in keyof T as null extends T[K] ? never : K]: T[K] } &
  { [K in keyof T as null extends T[K] ? K : never]?: Exclude<T[K], null> }

/** An attribute's description with its rules, whichever way it is written. */
export const describe = (attribute: Attribute): Described => 'schema' in attribute || 'type' in attribute ? attribute : { type: attribute }
