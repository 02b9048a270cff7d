/** What keeps the lint quick while somebody types: an edit keeps the objects of everything that it does not touch. */

/** Answers what was found for this very object before. */
export function remembered<T extends object, V>(find: (thing: T) => V): (thing: T) => V {
  const known = new WeakMap<T, V>();
  return (thing) => {
    const before = known.get(thing);
    if (before !== undefined) return before;
    const found = find(thing);
    known.set(thing, found);
    return found;
  };
}

/** Answers the last result as long as everything that it depends on is the same, item by item. */
export function whileSame<T, V>(
  dependsOn: (input: T) => readonly unknown[],
  find: (input: T) => V,
): (input: T) => V {
  let last: { on: readonly unknown[]; found: V } | null = null;
  return (input) => {
    const on = dependsOn(input);
    const { length } = on;
    if (last?.on.length === length && on.every((item, index) => item === last?.on[index])) return last.found;
    last = { on, found: find(input) };
    return last.found;
  };
}
