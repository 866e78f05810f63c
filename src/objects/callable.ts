// Any parameters: `any` is what TypeScript asks of a constraint that all constructors meet.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyConstructor = new (...parameters: any[]) => object;

/** The calls that a class can be made of: those of its constructor, which has one or two forms. */
type Calls<Class> = Class extends {
  new (...parameters: infer First): infer Instance;
  new (...parameters: infer Second): infer Other;
}
  ? { (...parameters: First): Instance; (...parameters: Second): Other }
  : never;

/** A class that makes its instances with and without `new`. */
export type CallableClass<Class extends AnyConstructor> = Class & Calls<Class>;

/**
 * A class that can also be called: `Dense(10)` is `new Dense(10)`. It can be extended, and `instanceof` holds for the
 * instances of either.
 */
export function callable<Class extends AnyConstructor>(constructor: Class): CallableClass<Class> {
  return new Proxy(constructor, {
    apply: (target, _, parameters: ConstructorParameters<Class>): object => new target(...parameters),
  }) as CallableClass<Class>;
}

/** What the instances of a class have that extends `FunctionObject`: calling one calls its `invoke`. */
export interface Invocable {
  invoke(...parameters: never[]): unknown;
}

class InvokingFunction {
  constructor() {
    const self = (...parameters: never[]): unknown => (self as unknown as Invocable).invoke(...parameters);
    // The name of a function cannot be assigned to, but compilers that turn fields into assignments do that for a field `name`.
    Object.defineProperty(self, 'name', { value: '', writable: true, configurable: true });
    // A constructor may return another object than the new one: a function, but with the prototype of the class made.
    return Object.setPrototypeOf(self, new.target.prototype) as this;
  }
}

/**
 * The base of classes whose instances are functions: `instance(x)` calls `instance.invoke(x)`. The type argument is the
 * signature that calls have. Nothing is compiled from a string, so that strict pages can run it.
 */
export const FunctionObject = InvokingFunction as unknown as abstract new <Signature extends object>() => Signature;
