/** What the page and Node both compute. Its results are fingerprints: equal when every bit is. */

/** FNV-1a over the bits of floats; every NaN counts as the same one, since its payload is the processor's choice. */
function fingerprint(floats) {
  const bits = new Uint32Array(Float32Array.from(floats).buffer);
  let hash = 0x811c9dc5;
  for (let i = 0; i < bits.length; i++) {
    const word = floats[i] === floats[i] ? bits[i] : 0x7fc00000;
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((word >>> shift) & 0xff), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Bit patterns spread evenly over all floats: every exponent, both signs, subnormals, infinities, NaN. */
function everyKind(count) {
  return new Float32Array(Uint32Array.from({ length: count }, (_, i) => Math.imul(i, 0x9e3779b1)).buffer);
}

/** The floats that networks see, spread evenly over -20 to 20. */
function ordinary(count) {
  return Float32Array.from({ length: count }, (_, i) => (Math.imul(i, 0x9e3779b1) >> 8) * (20 / 2 ** 23));
}

const columns = 100;

/** Activations that have required arguments and no bare name. */
const required = { threshold: { class_name: 'threshold', config: { threshold: 1, default_value: 0 } } };

export function activationFingerprints({ activations, tensor }, count) {
  const shape = [count / columns, columns];
  const inputs = [everyKind(count), ordinary(count)].map((values) => tensor(values, { shape }));
  return Object.fromEntries(
    activations.list().map((name) => {
      const activation = activations.get(required[name] ?? name);
      return [name, inputs.map((x) => fingerprint(activation(x).data)).join(' ')];
    }),
  );
}

/** Twenty steps of a network with dropout and a normal start, all of it from seeds. */
export async function trainingFingerprint({
  Sequential,
  initializers,
  layers,
  losses,
  optimizers,
  setRandomSeed,
  tensor,
}) {
  setRandomSeed(7);
  const model = Sequential([
    layers.Dense(32, {
      activation: 'tanh',
      inputShape: [16],
      kernelInitializer: initializers.GlorotUniform({ seed: 1 }),
    }),
    layers.Dropout(0.3, { seed: 2 }),
    layers.Dense(16, { activation: 'elu', kernelInitializer: initializers.HeNormal({ seed: 3 }) }),
    layers.Dropout(0.5),
    layers.Dense(4),
  ]);
  model.compile({ optimizer: optimizers.Adam(0.01), loss: losses.MeanSquaredError() });
  const batch = 24;
  const x = tensor(ordinary(batch * 16), { shape: [batch, 16] });
  const y = tensor(ordinary(batch * 4), { shape: [batch, 4] });
  for (let step = 0; step < 20; step++) await model.trainOnBatch(x, y);
  return model.getWeights().map(({ data }) => fingerprint(data));
}

export async function results(hillock, count) {
  return {
    activations: activationFingerprints(hillock, count),
    training: await trainingFingerprint(hillock),
  };
}
