/** The arguments of activations as flags of the command line. */
import { allActivations } from './activation.js';
import { UsageError } from './failure.js';
import { flagOf } from './flags.js';
import { axisValue, numberValue } from './option-values.js';

/**
 * Older names of arguments. An older name is accepted unless one of the activations on the command line has an argument with this very
 * name.
 */
const olderNames = { relu: { alpha: 'negativeSlope' } };

/** Adds a flag to a command for each argument that some activation has. */
export function addActivationFlags(command) {
  const owners = new Map();
  for (const activation of allActivations()) {
    for (const [name, value] of Object.entries(activation.configDefaults)) {
      const flag = owners.get(name) ?? { isSwitch: typeof value === 'boolean', identifiers: [] };
      flag.identifiers.push(activation.identifier);
      owners.set(name, flag);
    }
  }
  command.optionsGroup('Arguments of the activations:');
  for (const [name, { isSwitch, identifiers }] of owners) {
    const older = Object.entries(olderNames).filter(([, names]) => Object.hasOwn(names, name));
    const others = older.map(([identifier, names]) => `; of ${identifier} another name of ${flagOf(names[name])}`);
    const description = `of ${identifiers.join(', ')}${others.join('')}`;
    if (isSwitch) command.option(flagOf(name), description);
    else if (name === 'axis') command.option('--axis <axis>', description, axisValue);
    else command.option(`${flagOf(name)} <number>`, description, numberValue);
  }
  return command;
}

/** The arguments of activations among the values of a command's options. */
const givenArguments = (options) => {
  const known = new Set(allActivations().flatMap((activation) => Object.keys(activation.configDefaults)));
  return Object.entries(options).filter(([name]) => known.has(name));
};

/** The activations that have an argument of this name, or else those for which it is an older name. */
function ownersOf(name, activations) {
  const owners = activations.filter(({ configDefaults }) => Object.hasOwn(configDefaults, name));
  return owners.length > 0 ? owners : activations.filter(({ identifier }) => olderNames[identifier]?.[name]);
}

/**
 * The arguments given for these activations: for each, those that it has. An argument that none of them has is an error.
 *
 * @param {readonly import('./activation.js').Activation[]} activations
 * @param {Record<string, unknown>} options - the values of the command's options
 * @returns {Record<string, unknown>[]}
 */
export function argumentsFor(activations, options) {
  const given = givenArguments(options);
  const owners = new Map(given.map(([name]) => [name, ownersOf(name, activations)]));
  for (const [name, found] of owners) if (found.length === 0) throw strangeFlag(name, activations);
  return activations.map((activation) =>
    Object.fromEntries(given.filter(([name]) => owners.get(name).includes(activation))),
  );
}

/**
 * Refuses a command line without an argument that an activation requires.
 *
 * @param {readonly import('./activation.js').Activation[]} activations
 * @param {readonly Record<string, unknown>[]} given - the arguments of each
 */
export function checkRequired(activations, given) {
  activations.forEach(({ identifier, configDefaults }, i) => {
    const required = Object.keys(configDefaults).filter((name) => Number.isNaN(configDefaults[name]));
    const [present, missing] = [true, false].map((has) => required.filter((name) => name in given[i] === has));
    if (missing.length === 0) return;
    throw new UsageError(
      `expected ${required.map(flagOf).join(' and ')}, which ${identifier} requires. ` +
        `Received: ${present.length === 0 ? 'neither' : `only ${present.map(flagOf).join(', ')}`}.`,
    );
  });
}

function strangeFlag(name, activations) {
  const identifiers = activations.map(({ identifier }) => identifier).join(', ');
  const flags = [...new Set(activations.flatMap((activation) => Object.keys(activation.configDefaults)))].map(flagOf);
  return new UsageError(
    `expected an argument of ${identifiers}. Received: ${flagOf(name)}.`,
    flags.length === 0 ? 'it has no arguments' : `known are ${flags.join(', ')}`,
  );
}
