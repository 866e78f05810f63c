/** Activations of rows have no curve; their pictures show the first element of the result for these rows. */
export const pictureRows = {
  glu: [1, 'x'],
  log_softmax: ['x', 0],
  softmax: ['x', 0],
  sparsemax: ['x', 0],
};
