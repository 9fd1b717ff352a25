export { createTufRepository, type TufOptions, type TufRepository } from './repository.js';
