/** What people and machines say when they answer a call, a language. Patterns are tried on lower-case text without punctuation. */
export interface GreetingCues {
  /** The network or a carrier: nobody can be reached at this number. */
  unavailable: readonly RegExp[];
  voicemail: readonly RegExp[];
  /** A menu. */
  ivr: readonly RegExp[];
  /** A person, when it is all that was said. */
  hello: RegExp;
  /** A person, wherever in the text: it asks the caller something. */
  human: readonly RegExp[];
}
