export { createTufRepository, type TufRepository } from './repository.js';
