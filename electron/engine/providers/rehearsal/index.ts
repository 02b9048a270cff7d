/**
 * The rehearsal: follows the rules written into an agent so that a call can be tried without any key. It is not a language
 * model and never passes for one (`rehearsal: true`).
 */
export { createRehearsalModel } from './rehearsal-model.ts';
