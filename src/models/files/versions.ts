/** Compares versions of Keras as files state them: `2.2.4`, `2.2.4-tf`, `3.12.0.dev2025081903`. */

/** Whether a version is older than another. `2.2.4-tf` is the tf.keras of TensorFlow 2.0, and newer than its number says. */
export function isBefore(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return first !== major ? first < major : second < minor;
}
