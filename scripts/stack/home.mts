/** Where everything stands that gantry remembers of an environment, relative to the stack folder: never committed. */
export const homeFolder = (environment: string): string => `.gantry/${environment}`
