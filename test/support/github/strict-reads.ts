/**
 * `values`, noting in `read` which of its keys somebody looks at. Spreading it looks at all of them, so
 * whoever answers takes out by name what it knows.
 */
export function watched<Values extends object>(values: Values, read: Set<string>): Values {
  return new Proxy(values, {
    get(target, key, receiver) {
      if (typeof key === "string") read.add(key);
      return Reflect.get(target, key, receiver);
    },
  });
}
