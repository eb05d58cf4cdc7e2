import { compare, isEqual, membersOf } from './compare-values.js'
import type { Comparator, Condition, Operand } from './condition-parser.js'
import type { Bindings } from './expression-tokens.js'
import { typeOf, type AttributeValue, type Item } from './items.js'
import { valueAt } from './paths.js'
import { refuse } from './refusals.js'

/** Whether a condition is met by an item, or by no item. */
export function holds (condition: Condition, item: Item | undefined, bound: Bindings): boolean {
  switch (condition.kind) {
    case 'and': return condition.parts.every(part => holds(part, item, bound))
    case 'or': return condition.parts.some(part => holds(part, item, bound))
    case 'not': return !holds(condition.part, item, bound)
    case 'exists': return (valueAt(item, condition.path, bound) !== undefined) === condition.isWanted
    case 'compare': return compares(condition.operator, valueOf(condition.left, item, bound), valueOf(condition.right, item, bound))
    case 'between': {
      const value = valueOf(condition.value, item, bound)
      return compares('>=', value, valueOf(condition.from, item, bound)) && compares('<=', value, valueOf(condition.to, item, bound))
    }
    case 'in': {
      const value = valueOf(condition.value, item, bound)
      return condition.among.some(one => isEqual(value, valueOf(one, item, bound)))
    }
    case 'type': case 'begins': case 'contains':
      return TESTS[condition.kind](valueOf(condition.value, item, bound), valueOf(condition.right, item, bound))
  }
}

function compares (operator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (operator === '=') return isEqual(left, right)
  // A value that is absent or has another type is different.
  if (operator === '<>') return !isEqual(left, right)
  const order = compare(left, right)
  if (order === undefined) return false
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}

const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'])

const TESTS: Record<'type' | 'begins' | 'contains', (value: AttributeValue | undefined, right: AttributeValue | undefined) => boolean> = {
  type (value, right) {
    const wanted = right?.S ?? refuse('Incorrect operand type for operator or function; operator or function: attribute_type')
    if (!TYPES.has(wanted)) refuse(`Invalid attribute type name found; type: ${wanted}`)
    return value !== undefined && typeOf(value) === wanted
  },
  begins (value, right) {
    if (right && right.S === undefined && right.B === undefined) refuse('Incorrect operand type for operator or function: begins_with')
    if (value?.S !== undefined && right?.S !== undefined) return value.S.startsWith(right.S)
    if (value?.B === undefined || right?.B === undefined) return false
    return Buffer.compare(value.B.subarray(0, right.B.length), right.B) === 0
  },
  contains (value, right) {
    if (value === undefined || right === undefined) return false
    if (value.S !== undefined) return right.S !== undefined && value.S.includes(right.S)
    if (value.B !== undefined) return right.B !== undefined && Buffer.from(value.B).includes(Buffer.from(right.B))
    return (value.L ?? membersOf(value))?.some(member => isEqual(member, right)) ?? false
  }
}

function valueOf (operand: Operand, item: Item | undefined, bound: Bindings): AttributeValue | undefined {
  if (operand.kind === 'value') return bound.values[operand.name]
  const value = valueAt(item, operand.path, bound)
  return operand.kind === 'path' || value === undefined ? value : sizeOf(value)
}

function sizeOf (value: AttributeValue): AttributeValue | undefined {
  const { S, B, L, M } = value
  const size = S !== undefined ? Buffer.byteLength(S) : B?.length ?? L?.length ?? (M && Object.keys(M).length) ?? membersOf(value)?.length
  return size === undefined ? undefined : { N: String(size) }
}
