import { randomBytes } from 'node:crypto'

/**
 * Four characters in every name that this command gives: the same in each of its rounds, and others in the next one. Not
 * the number of the process, which in a container is the same small one each night, on every machine that copies to one place.
 */
export const ownChance = randomBytes(2).toString('hex')
