export * from './letter-error.js';
export * from './letter-input.js';
export * from './letter-renderer.js';
export * from './letter-walk.js';
export * from './store-letter.js';
export { TypstLetterRenderer } from './typst-letter-renderer.js';
