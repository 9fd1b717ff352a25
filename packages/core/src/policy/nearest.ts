export { nearest } from '../errors/index.js';
