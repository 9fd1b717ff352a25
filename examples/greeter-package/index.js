/** Greets `name`. */
export const greet = (name) => `Hello, ${name}!`;
