/** Name of the output of a training graph that is the derivative by a parameter. */
export const gradientName = (parameter: string): string => `${parameter}.gradient`;
