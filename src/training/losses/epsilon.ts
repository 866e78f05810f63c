/** What keeps logarithms and quotients finite: Keras's epsilon. */
export const epsilon = 1e-7;
