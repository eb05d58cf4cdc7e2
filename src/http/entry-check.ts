import { Ajv } from 'ajv'
import { shapeOf } from './body-shape.js'
import { BatchMessageIn } from '../schemas/message-schema.js'
import { AJV_OPTIONS, type Check } from './compilers.js'

/** What checks a message of a file. A bundle has the compiled one in the place of this module (entry-check.build.ts). */
export const checkEntry: Check = new Ajv(AJV_OPTIONS).compile(BatchMessageIn) as Check

/** What of it is looked at. */
export const shape = shapeOf(BatchMessageIn)
