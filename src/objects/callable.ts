// Any parameters: `any` is what TypeScript asks of a constraint that all constructors meet.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyConstructor = new (...parameters: any[]) => object;

/** What a class has besides its instances; what it reads from a config is one of them. */
type Statics<Class, Instance> = {
  [Name in Exclude<keyof Class, 'prototype'>]: Name extends 'fromConfig'
    ? Returning<Class[Name], Instance>
    : Class[Name];
};

type Returning<Method, Result> = Method extends (...parameters: infer Parameters) => unknown
  ? (...parameters: Parameters) => Result
  : Method;

/** The calls of one or two forms, which may be the same. */
type Calls<First extends readonly unknown[], Second extends readonly unknown[], Instance> = [First, Second] extends [
  Second,
  First,
]
  ? { new (...parameters: First): Instance; (...parameters: First): Instance }
  : {
      new (...parameters: First): Instance;
      new (...parameters: Second): Instance;
      (...parameters: First): Instance;
      (...parameters: Second): Instance;
    };

/**
 * A class that makes its instances with and without `new`; constructors have one or two forms. The type of the instances can be one of
 * another name than the class: then declarations of programs, hints and messages speak of that name, and the class needs no export.
 */
export type CallableClass<Class extends AnyConstructor, Instance = InstanceType<Class>> = Class extends {
  new (...parameters: infer First): unknown;
  new (...parameters: infer Second): unknown;
}
  ? Calls<First, Second, Instance> & { readonly prototype: Instance } & Statics<Class, Instance>
  : never;

/**
 * A class that can also be called: `Dense(10)` is `new Dense(10)`. It can be extended, and `instanceof` holds for the
 * instances of either. The second type argument is the interface under which the instances are known.
 */
export function callable<Class extends AnyConstructor, Instance = InstanceType<Class>>(
  constructor: Class,
): CallableClass<Class, Instance> {
  return new Proxy(constructor, {
    apply: (target, _, parameters: ConstructorParameters<Class>): object => new target(...parameters),
  }) as never;
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
