import { describe, expect, test } from 'vitest';
import { Layer, layers, losses, type Tensor } from 'hillock';
import { callable, FunctionObject } from '../../src/objects/callable.js';

class Counter extends FunctionObject<(by: number) => number> {
  count = 0;

  invoke(by: number): number {
    return (this.count += by);
  }
}

describe('instances that are functions', () => {
  test('are called, and are instances of their class', () => {
    const counter = new Counter();
    expect(counter(2)).toBe(2);
    expect(counter(3)).toBe(5);
    expect(counter).toBeInstanceOf(Counter);
    expect(typeof counter).toBe('function');
  });

  test('let a name be assigned to, which is what some compilers make of a field', () => {
    class Named extends FunctionObject<() => string> {
      constructor() {
        super();
        Object.assign(this, { name: 'assigned' });
      }

      invoke(): string {
        return (this as unknown as { name: string }).name;
      }
    }
    expect(new Named()()).toBe('assigned');
  });

  test('of the library have no property that cannot be assigned to', () => {
    class Own extends Layer {
      override call(x: Tensor): Tensor {
        return x;
      }
    }
    for (const instance of [layers.Dense(1), new Own(), losses.MeanSquaredError()]) {
      const fixed = Object.entries(Object.getOwnPropertyDescriptors(instance as object)).filter(
        ([name, { writable, set }]) => name !== 'length' && writable !== true && set === undefined,
      );
      expect(fixed).toEqual([]);
    }
  });
});

describe('classes that can be called', () => {
  const Point = callable(
    class {
      constructor(
        readonly x: number,
        readonly y = 0,
      ) {}
    },
  );

  test('make instances with and without new', () => {
    expect(Point(1, 2)).toEqual(new Point(1, 2));
    expect(Point(1)).toBeInstanceOf(Point);
  });

  test('can be extended', () => {
    class Moved extends Point {
      readonly moved = true;
    }
    expect(new Moved(3)).toMatchObject({ x: 3, y: 0, moved: true });
    expect(new Moved(3)).toBeInstanceOf(Point);
  });
});
