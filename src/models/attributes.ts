import type { Buffer } from 'node:buffer'

/**
 * The types with which a model file describes its attributes: a Dynamoose schema as a plain object. So code that does
 * not load Dynamoose reads the attribute types from it too. An absent attribute stands for null.
 */

/** A map of strings with names that callers choose. */
export const TEXTS = { type: Object, schema: 'texts' } as const

type Simple = StringConstructor | NumberConstructor | BooleanConstructor | typeof Buffer

/** The checks that Dynamoose makes when it writes, and its default for an absent attribute. */
interface Rules<V> {
  required?: boolean
  enum?: readonly V[]
  default?: V | (() => V)
  validate?: V extends string ? RegExp : (value: V) => boolean
}

type Leaf<T, V> = T | ({ type: T } & Rules<V>)

/**
 * The attributes of a type, with nested ones. The compiler refuses a missing attribute, an unknown one, and one of
 * another type.
 */
export type AttributesOf<T> = { [K in keyof T]-?: AttributeOf<NonNullable<T[K]>> }

type AttributeOf<V> =
  [V] extends [string] ? Leaf<StringConstructor, V>
    : [V] extends [number] ? Leaf<NumberConstructor, V>
        : [V] extends [boolean] ? Leaf<BooleanConstructor, V>
            : [V] extends [Uint8Array] ? Leaf<typeof Buffer, V>
                : [V] extends [ReadonlyArray<infer E>] ? { type: ArrayConstructor, schema: [AttributeOf<E>] } & Rules<V>
                    : string extends keyof V ? typeof TEXTS & Rules<V>
                      : { type: ObjectConstructor, schema: AttributesOf<V> } & Rules<V>

/** An attribute of any type, for code that walks over attributes. */
export type Attribute = Simple | Described
export interface Described {
  type: Simple | ArrayConstructor | ObjectConstructor
  schema?: Attributes | readonly [Attribute] | 'texts'
  required?: boolean
}

export type Attributes = { [name: string]: Attribute }

/** An item with such a type, as it is read: null members are absent. */
export type Stored<T> =
  { [K in keyof T as null extends T[K] ? never : K]: T[K] } &
  { [K in keyof T as null extends T[K] ? K : never]?: Exclude<T[K], null> }

/** The description of an attribute with its rules, from either form of writing it. */
export const describe = (attribute: Attribute): Described => 'schema' in attribute || 'type' in attribute ? attribute : { type: attribute }
