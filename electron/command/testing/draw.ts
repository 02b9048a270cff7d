/** Choices inside a property, drawn so that a counterexample prints as a few numbers. */
import fc from 'fast-check';

/** What a property over `fc.gen()` is given. */
export type Draw = fc.GeneratorValue;

export function oneOf<T>(draw: Draw, values: readonly T[]): T {
  if (values.length === 0) throw new Error('There is nothing to choose from.');
  return values[draw(fc.nat, values.length - 1)] as T;
}
