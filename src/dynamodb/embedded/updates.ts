import { isEqual, membersOf, setOf } from './compare-values.js'
import type { Bindings } from './expression-tokens.js'
import { checked, typeOf, type AttributeValue, type Item } from './items.js'
import { add } from './numbers.js'
import { checkApart, placeOf, valueAt, type Place } from './paths.js'
import { refuse } from './refusals.js'
import type { Action, Source } from './update-parser.js'

/** The item after an update, and the places that the update names. The item before stays unchanged. */
export function updated (before: Item, actions: readonly Action[], bound: Bindings): { item: Item, places: Place[] } {
  const places = actions.map(({ path }) => placeOf(path, bound))
  checkApart(places, 'UpdateExpression')
  const item = places.some(place => place.length > 1) ? deepCopy({ M: before }).M! : { ...before }
  const changes = actions.map((action, index) => ({ action, place: places[index]!, value: afterOf(action, before, bound) }))
  for (const { place, value } of changes.filter(({ value }) => value !== undefined)) setAt(item, place, value!)
  // Positions in a list are those before the update, so the last ones are removed first.
  const removed = changes.filter(({ value }) => value === undefined).map(({ place }) => place)
  for (const place of removed.toSorted((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || 0)) removeAt(item, place)
  return { item, places }
}

// Undefined means that the value is removed.
function afterOf (action: Action, before: Item, bound: Bindings): AttributeValue | undefined {
  if (action.kind === 'remove') return undefined
  if (action.kind === 'set') return checked(sourceOf(action.source, before, bound))
  const old = valueAt(before, action.path, bound)
  const value = checked(bound.values[action.value]!)
  return action.kind === 'add' ? added(old, value) : without(old, value)
}

function sourceOf (source: Source, before: Item, bound: Bindings): AttributeValue {
  switch (source.kind) {
    case 'value': return bound.values[source.name]!
    case 'path': return valueAt(before, source.path, bound) ?? refuse('The expression refers to an attribute that is not in the item')
    case 'otherwise': return valueAt(before, source.path, bound) ?? sourceOf(source.source, before, bound)
    case 'sum': {
      const [left, right] = [source.left, source.right].map(one => numberOf(sourceOf(one, before, bound))) as [string, string]
      return { N: add(left, right, source.isMinus) }
    }
    case 'joined': return { L: [...listOf(sourceOf(source.left, before, bound)), ...listOf(sourceOf(source.right, before, bound))] }
  }
}

const numberOf = ({ N }: AttributeValue) => N ?? refuse('An operand in the update expression has an incorrect data type')
const listOf = ({ L }: AttributeValue) => L ?? refuse('An operand in the update expression has an incorrect data type')

function added (old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  const members = membersOf(value)
  if (value.N === undefined && !members) refuse('Incorrect operand type for operator or function; operator: ADD')
  if (old === undefined) return value
  if (typeOf(old) !== typeOf(value)) refuse('An operand in the update expression has an incorrect data type')
  if (!members) return { N: add(old.N!, value.N!) }
  const kept = membersOf(old)!
  return setOf([...kept, ...members.filter(one => !kept.some(other => isEqual(one, other)))], value)!
}

function without (old: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  const members = membersOf(value) ?? refuse('Incorrect operand type for operator or function; operator: DELETE')
  if (old === undefined) return undefined
  if (typeOf(old) !== typeOf(value)) refuse('An operand in the update expression has an incorrect data type')
  return setOf(membersOf(old)!.filter(one => !members.some(other => isEqual(one, other))), value)
}

const lost = () => refuse('The document path provided in the update expression is invalid for update')

/** The map or list that contains the last part of a place; undefined when it does not exist. */
function parentOf (item: Item, place: Place): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item }
  for (const part of place.slice(0, -1)) value = typeof part === 'number' ? value?.L?.[part] : value?.M?.[part]
  return value
}

function setAt (item: Item, place: Place, value: AttributeValue): void {
  const parent = parentOf(item, place) ?? lost()
  const part = place.at(-1)!
  if (typeof part === 'number') {
    const list = parent.L ?? lost()
    list[Math.min(part, list.length)] = value
  } else (parent.M ?? lost())[part] = value
}

function removeAt (item: Item, place: Place): void {
  const parent = parentOf(item, place)
  const part = place.at(-1)!
  if (!parent) return place.length > 1 ? lost() : undefined
  if (typeof part === 'number') (parent.L ?? lost()).splice(part, 1)
  else Reflect.deleteProperty(parent.M ?? lost(), part)
}

function deepCopy (value: AttributeValue): AttributeValue {
  if (value.L) return { L: value.L.map(deepCopy) }
  return value.M ? { M: Object.fromEntries(Object.entries(value.M).map(([name, one]) => [name, deepCopy(one)])) } : value
}
