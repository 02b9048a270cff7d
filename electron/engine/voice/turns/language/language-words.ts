/** What turn-taking knows of a language. Everything is lower-case; a phrase is words with single spaces. */
export interface LanguageWords {
  /** What a listener says without wanting the floor. */
  backchannels: readonly string[];
  /** Sounds of somebody who is thinking and goes on. */
  fillers: readonly string[];
  /** Words after which a sentence cannot end: articles, prepositions, conjunctions, possessives, auxiliaries. */
  continuing: readonly string[];
  /** Endings of more than one word after which something must come: "i would like". */
  continuingPhrases: readonly string[];
  /** Endings that look like those and are none: "hold on". */
  closingPhrases: readonly string[];
  /** Words that open a clause which needs another one. */
  subordinating: readonly string[];
  /** Whole answers to a yes/no question. */
  yes: readonly string[];
  no: readonly string[];
  /** What may stand beside a yes or no and adds nothing: "please", "thank you". */
  courtesies: readonly string[];
  /** Words that open a question which yes or no does not answer. */
  questionWords: readonly string[];
  /** Spoken digits, and words between them ("double"). */
  digits: readonly string[];
  /** How "@" and "." are said in an e-mail address. */
  atWords: readonly string[];
  dotWords: readonly string[];
}
