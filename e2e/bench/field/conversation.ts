/**
 * A long telephone conversation of ordinary turns, for the latency bench: what the agent says, and the caller's answer
 * with its own pauses. None of these sentences is in any test or tuning set of the turn-taking.
 */

/** A stretch of speech, or a pause of so many ms within the turn. */
export type Part = string | number;

export interface Exchange {
  agent: string;
  caller: readonly Part[];
}

export const exchanges: readonly Exchange[] = [
  { agent: 'Good, I can see your file here. Do you still live at the old address?', caller: ['Yes, I do.'] },
  {
    agent: 'Thank you. What can I help you with today?',
    caller: ['I would like to move my appointment to another day.'],
  },
  {
    agent: 'Of course, that is no trouble at all. Which day would suit you best?',
    caller: ['On Thursday, if you have anything left.'],
  },
  {
    agent: 'Thursday looks quiet, so we can choose. Do you prefer the morning?',
    caller: ['No, the afternoon please.'],
  },
  {
    agent: 'Alright, the afternoon it is. Please tell me a time that works for you.',
    caller: ['Well, I finish work', 400, 'at half past three.'],
  },
  { agent: 'Then four o’clock would be right for you. Shall I write that down?', caller: ['Sure.'] },
  {
    agent: 'It is written down. May I have a telephone number for you?',
    caller: ['It is five five five', 350, 'two three', 350, 'eight one nine zero.'],
  },
  { agent: 'I have noted that number. Is it a mobile phone?', caller: ['Yes.'] },
  {
    agent: 'Very good. Is there anything that the doctor should know beforehand?',
    caller: ['I have had some pain in my shoulder, and', 450, 'it is worse in the evening.'],
  },
  { agent: 'I am sorry to hear that. Have you taken anything against it?', caller: ['Nothing so far.'] },
  {
    agent: 'Then we will have a look at it together. How will you come to us?',
    caller: ['I think my brother will drive me there.'],
  },
  { agent: 'There is a car park behind the house. Do you know how to find us?', caller: ['Yes, thank you.'] },
  {
    agent: 'Wonderful, then let us go on. Where should we send the letter?',
    caller: ['To the office, because', 500, 'I am hardly ever at home.'],
  },
  {
    agent: 'The office, as you like. Is your insurance still the same?',
    caller: ['Yes, it is still the same one.'],
  },
  {
    agent: 'Perfect, then there is little left. How did you hear about us?',
    caller: ['A friend of mine told me about you.'],
  },
  {
    agent: 'That is nice to hear. Would you take part in a short survey?',
    caller: ['No, I would rather not.'],
  },
  {
    agent: 'That is perfectly fine. What else is on your mind?',
    caller: ['Could you tell me', 300, 'how long it will take?'],
  },
  {
    agent: 'About half an hour, I would say. Does that fit into your day?',
    caller: ['That is fine with me.'],
  },
];

/** Names the step after an exchange in the graph: every sixth answer of the caller moves the call to the next node. */
export function isTransition(turn: number): boolean {
  return turn % 6 === 5;
}
