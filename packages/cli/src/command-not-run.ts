/** Exit status if `verify -- COMMAND` did not run COMMAND: a status that COMMAND itself is unlikely to use. */
export const COMMAND_NOT_RUN = 125;
