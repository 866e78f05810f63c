// TypeScript accepts nothing but `any` for the parameters of a constraint that every constructor fulfils.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyConstructor = new (...parameters: any[]) => object;

/** The static members of a class besides its prototype, with `fromConfig` giving the named type of instances. */
type Statics<Class, Instance> = {
  [Name in Exclude<keyof Class, 'prototype'>]: Name extends 'fromConfig'
    ? Returning<Class[Name], Instance>
    : Class[Name];
};

type Returning<Method, Result> = Method extends (...parameters: infer Parameters) => unknown
  ? (...parameters: Parameters) => Result
  : Method;

/** The call and construct signatures of a class with one or two forms of constructor; if both forms are the same, they are written once. */
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

/** What a class is besides its signatures, for classes whose arguments decide of what type their instances are. */
export type StaticSide<Class, Instance> = { readonly prototype: Instance } & Statics<Class, Instance>;

/**
 * A class that makes its instances with and without `new`; its constructor may have one or two forms. `Instance` names the type of the
 * instances. Declarations, hints and messages then speak of that name, and the class itself need not be exported.
 */
export type CallableClass<Class extends AnyConstructor, Instance = InstanceType<Class>> = Class extends {
  new (...parameters: infer First): unknown;
  new (...parameters: infer Second): unknown;
}
  ? Calls<First, Second, Instance> & StaticSide<Class, Instance>
  : never;

/**
 * A class that can also be called: `Dense(10)` is `new Dense(10)`. It can be extended, and `instanceof` holds for the
 * instances of either. The second type argument names the type of the instances.
 */
export function callable<Class extends AnyConstructor, Instance = InstanceType<Class>>(
  constructor: Class,
): CallableClass<Class, Instance> {
  return new Proxy(constructor, {
    apply: (target, _, parameters: ConstructorParameters<Class>): object => new target(...parameters),
  }) as never;
}

/** The method that instances of a class that extends `FunctionObject` need: calling the instance calls `invoke`. */
export interface Invocable {
  invoke(...parameters: never[]): unknown;
}

class InvokingFunction {
  constructor() {
    const self = (...parameters: never[]): unknown => (self as unknown as Invocable).invoke(...parameters);
    // The name of a function is read-only; but some compilers turn a class field `name` into an assignment, which must not throw.
    Object.defineProperty(self, 'name', { value: '', writable: true, configurable: true });
    // A constructor may return another object in place of the new one. Here it is a function that gets the prototype of the constructed
    // class.
    return Object.setPrototypeOf(self, new.target.prototype) as this;
  }
}

/**
 * The base of classes whose instances are functions: `instance(x)` calls `instance.invoke(x)`. The type argument is the
 * signature that calls have. No code is compiled from a string, so pages with a strict content security policy can run it.
 */
export const FunctionObject = InvokingFunction as unknown as abstract new <Signature extends object>() => Signature;
