import { Ajv } from 'ajv'
import { shapeOf } from './body-shape.js'
import { withNullables } from './nullable-schema.js'
import { BatchMessageIn } from '../schemas/message-schema.js'
import { AJV_OPTIONS, type Check } from './compilers.js'

/** The validator of a message of a file. Bundles have a compiled one instead of this module (entry-check.build.ts). */
export const checkEntry: Check = new Ajv(AJV_OPTIONS).compile(withNullables(BatchMessageIn) as object) as Check

/** The parts of the message that the JSON scanner reads. */
export const shape = shapeOf(BatchMessageIn)
