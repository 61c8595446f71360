export { dutchDay, dutchEuros, dutchMoment } from './dutch.js';
export { fieldWord, levelSentence, strengthOf, type MatchStrength } from './match-words.js';
export { ruleSentences } from './rule-sentences.js';
export type * from './story-facts.js';
export { tellStory, type StoryPart } from './tell-story.js';
