/** What the two sides of a training say to each other. */
import type { EngineOptions } from '../kernel/engine.js';
import type { SettingsInForce } from './settings.js';
import type { ModelState, OwnState } from './model-state.js';
import type { PostedError } from './posted-errors.js';
import type { PostedSource } from './sources.js';

/** The methods of callbacks that a training calls. */
export const events = [
  ...(['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onTrainBatchBegin', 'onTrainBatchEnd'] as const),
  ...(['onTestBegin', 'onTestEnd', 'onTestBatchBegin', 'onTestBatchEnd'] as const),
] as const;

export type EventName = (typeof events)[number];

/** A training, with everything that it needs. */
export interface Task {
  /** The model and its compilation as Keras's JSON has them. */
  readonly model: unknown;
  readonly compilation: Readonly<Record<string, unknown>>;
  /** Shapes to build a model of one's own by. */
  readonly buildShape: unknown;
  readonly state: ModelState;
  readonly own: readonly OwnState[];
  readonly engine: EngineOptions;
  readonly settings: SettingsInForce;
  readonly x: unknown;
  readonly y: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Partial<Record<'x' | 'validationData', PostedSource>>>;
  /** Which events are told, and whether training goes on only after the answer. */
  readonly heard: Readonly<Partial<Record<EventName, 'told' | 'awaited'>>>;
}

/** What comes back from callbacks. */
export interface Answer {
  readonly stopTraining: boolean;
  readonly initialEpoch: number;
  /** What a callback has changed in the model. */
  readonly state?: ModelState;
}

/** What the side says that asks for a training. */
export type Order =
  | { readonly type: 'hello' }
  | { readonly type: 'train'; readonly task: Task }
  | { readonly type: 'stop' }
  | { readonly type: 'abort' }
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: PostedError };

/** What the side says that trains. */
export type Report =
  | { readonly type: 'ready' }
  | {
      readonly type: 'event';
      readonly name: EventName;
      readonly parameters: readonly unknown[];
      readonly steps: number | null;
      /** Where an answer is waited for. */
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

/** Marks messages, so that a worker may have others, too. */
export const mark = 'hillock training';

export const marked = <Message extends Order | Report>(message: Message): Message & { readonly hillock: string } => ({
  ...message,
  hillock: mark,
});

/** Whether a message is one of these. */
export const isMarked = <Message extends Order | Report>(message: unknown): message is Message =>
  typeof message === 'object' && message !== null && (message as { readonly hillock?: unknown }).hillock === mark;
