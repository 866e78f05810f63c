/** The messages between the thread that asks for a training and the worker that trains. */
import type { EngineOptions } from '../kernel/engine.js';
import type { SettingsInForce } from './settings.js';
import type { ModelState, OwnState } from './model-state.js';
import type { PostedError } from './posted-errors.js';
import type { PostedSource } from './sources.js';

/** The methods of callbacks that are called during a training. */
export const events = [
  ...(['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onTrainBatchBegin', 'onTrainBatchEnd'] as const),
  ...(['onTestBegin', 'onTestEnd', 'onTestBatchBegin', 'onTestBatchEnd'] as const),
] as const;

export type EventName = (typeof events)[number];

/** A training, with everything the worker needs for it. */
export interface Task {
  /** The model, as Keras's JSON describes it. */
  readonly model: unknown;
  readonly compilation: Readonly<Record<string, unknown>>;
  /** The input shapes by which a model that is a user's own class is built. */
  readonly buildShape: unknown;
  readonly state: ModelState;
  readonly own: readonly OwnState[];
  readonly engine: EngineOptions;
  readonly settings: SettingsInForce;
  readonly x: unknown;
  readonly y: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Partial<Record<'x' | 'validationData', PostedSource>>>;
  /** Which events the worker has to report, and whether it waits for the answer before it goes on. */
  readonly heard: Readonly<Partial<Record<EventName, 'told' | 'awaited'>>>;
}

/** The answer to an event, after the callbacks have run. */
export interface Answer {
  readonly stopTraining: boolean;
  readonly initialEpoch: number;
  /** The state of the model, if a callback changed it. */
  readonly state?: ModelState;
}

/** The messages of the thread that asks for the training. */
export type Order =
  | { readonly type: 'hello' }
  | { readonly type: 'train'; readonly task: Task }
  | { readonly type: 'stop' }
  | { readonly type: 'abort' }
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: PostedError };

/** The messages of the worker that trains. */
export type Report =
  | { readonly type: 'ready' }
  | {
      readonly type: 'event';
      readonly name: EventName;
      readonly parameters: readonly unknown[];
      readonly steps: number | null;
      /** The number that the answer has to carry, if the worker waits for one. */
      readonly id?: number;
      readonly state?: ModelState;
    }
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly source: 'x' | 'validationData';
      readonly question: string;
      readonly index?: number;
    }
  | { readonly type: 'done'; readonly state: ModelState; readonly own: readonly OwnState[] }
  | { readonly type: 'failed'; readonly error: PostedError; readonly state: ModelState | undefined };

/** Marks our messages, so that a worker may exchange other messages, too. */
export const mark = 'hillock training';

export const marked = <Message extends Order | Report>(message: Message): Message & { readonly hillock: string } => ({
  ...message,
  hillock: mark,
});

/** Whether a message is one of ours. */
export const isMarked = <Message extends Order | Report>(message: unknown): message is Message =>
  typeof message === 'object' && message !== null && (message as { readonly hillock?: unknown }).hillock === mark;
