import { shapes } from './shapes.js'

/** The source of a module that takes the place of shapes.ts: what the models say, without Dynamoose. */
export const source = async () => `export const shapes = ${JSON.stringify(shapes)}`
