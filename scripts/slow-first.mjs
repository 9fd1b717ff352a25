/**
 * The order of test files. Jest knows what took long only after the first run, and otherwise starts with the largest files; on a fresh
 * machine the tests that start programs then end the run, one after another. Here they come first.
 */
import imported from '@jest/test-sequencer';

/** Its types are those of its CommonJS form, where the class is a member. */
const Sequencer = /** @type {typeof imported.default} */ (/** @type {unknown} */ (imported));

/** Tests of whole programs, then others over real connections, then the rest. @param {string} path */
const rank = (path) => (/[\\/]tests[\\/]|[\\/]cli[\\/]/.test(path) ? 0 : /\.e2e\.test\.ts$|[\\/]gate[\\/]/.test(path) ? 1 : 2);

export default class SlowFirst extends Sequencer {
  /** @override @param {any[]} tests of jest's type `Test` @returns {Promise<any[]>} */
  async sort(tests) {
    const inOrder = [...(await super.sort(tests))];
    if (inOrder.every(({ duration }) => duration !== undefined)) return inOrder;
    return inOrder.sort((a, b) => rank(a.path) - rank(b.path));
  }
}
