/**
 * The caller makes a sound while the agent has the floor. In two stages: at likely speech the agent is held at once,
 * then it is decided whether the caller wants the floor.
 *
 *          likely speech                        words, or long enough a voice
 *   none ───────────────► held ───────────────────────────────────────────────► none, the agent was cut
 *     ▲                    │ backchannel, short, a noise, or no decision in time      ▲
 *     │                    ▼                                                         │
 *     └──turn dropped── doubtful: the agent goes on, the utterance is still heard ──┘ its words come late
 *
 * Words decide where the recogniser tells them in time. Where it does not, length and voicing do, and the kind of speech,
 * where it tells that.
 */
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { Overlap } from '../../providers/spec/stt.ts';
import type { Observation } from '../caller-ear.ts';
import type { VoiceSettings } from '../voice-settings.ts';
import { isBackchannel, mayBecomeBackchannel } from './backchannel.ts';
import { judgeOverlap, overlapOverMs } from './overlap.ts';
import { wordsOf } from './tokens.ts';
import type { ResumeReason, Verdict } from './verdict.ts';
import { voicingOf } from './voicing.ts';

/** What barge-in does to the agent and to the caller's turn. */
export interface Floor {
  /** Stops the agent between two samples. */
  hold(onsetMs: number): void;
  /** Goes on where it was held. `text`: the words heard so far. */
  resume(reason: ResumeReason, text: string): void;
  /** The caller has the floor: the agent's answer is over. */
  cut(): void;
  /** The utterance was not meant to be answered. */
  dropTurn(): void;
  /** The agent has just put a question, or is putting the last of it: then a "yeah" answers it. */
  awaitsAnswer(): boolean;
}

/** Silence after which an utterance is over as far as the decision is concerned; plosives are shorter. */
const utteranceOverMs = 160;
/** Share of an utterance's windows that sound voiced, in speech; a cough has none or few. */
const leastVoicedShare = 0.3;

/** A voice of which no word is told, by a recogniser that tells words, stops the agent after so many times the usual. */
const patience = 2;

export class BargeIn {
  readonly #timeline: Timeline;
  readonly #settings: VoiceSettings;
  readonly #language: string;
  readonly #floor: Floor;
  #state: 'none' | 'held' | 'doubtful' = 'none';
  #deadline: Disposable | undefined;
  /** The detector has called it an utterance, so that a turn is open. */
  #inUtterance = false;
  #observation: Observation = nothingHeard;
  /** Speech of the newest utterance, to its last voice. */
  #spokeMs = 0;
  #windows = 0;
  #voicedWindows = 0;
  /** The recogniser has told words before the end of a turn: then words are waited for. */
  #tellsWords = false;
  /** What the recogniser takes the turn's speech for, where it does. */
  #overlap: Overlap | null = null;

  constructor(options: { timeline: Timeline; settings: VoiceSettings; language: string; floor: Floor }) {
    this.#timeline = options.timeline;
    this.#settings = options.settings;
    this.#language = options.language;
    this.#floor = options.floor;
  }

  /** Is it open whether the caller's utterance is a turn? */
  get undecided(): boolean {
    return this.#state !== 'none';
  }

  get held(): boolean {
    return this.#state === 'held';
  }

  /** Likely speech while the agent has the floor. */
  likely(onsetMs: number): void {
    if (this.#state === 'held') return;
    if (this.#state === 'none') this.#reset();
    this.#state = 'held';
    this.#spokeMs = 0;
    this.#windows = 0;
    this.#voicedWindows = 0;
    this.#observation = { ...nothingHeard, text: this.#observation.text };
    this.#floor.hold(onsetMs);
    const { interruptionDecisionMs } = this.#settings;
    this.#deadline = this.#timeline.at(this.#timeline.now() + interruptionDecisionMs, () => {
      this.#decide(true);
    });
  }

  /** It was a click. */
  unlikely(): void {
    if (this.#state === 'held') this.#resume('noise');
  }

  utterance(): void {
    this.#inUtterance = true;
  }

  observe(observation: Observation): void {
    if (this.#state === 'none') return;
    this.#observation = observation;
    if (observation.silenceMs === 0) {
      this.#windows += 1;
      this.#spokeMs = observation.speechMs;
      if (voicingOf(observation.newest).voiced) this.#voicedWindows += 1;
    }
    this.#decide(false);
  }

  /** The recogniser knows more of the utterance. */
  partial(text: string, overlap: Overlap | null = null): void {
    this.#tellsWords ||= text !== '';
    if (this.#state === 'none') return;
    this.#overlap = overlap ?? this.#overlap;
    this.#observation = { ...this.#observation, text };
    this.#decide(false);
  }

  /**
   * The utterance has ended as a turn would; `text` is its final transcript, empty when there is none. Answers whether
   * it is a turn to be answered.
   */
  final(text: string): boolean {
    if (this.#state === 'none') return true;
    const verdict = this.#judgeWords(text, true, true);
    if (verdict !== 'cut') {
      if (this.#state === 'held') this.#resume(verdict === 'wait' ? 'undecided' : verdict);
      this.#reset();
      return false;
    }
    this.#cut();
    return true;
  }

  /** The agent has said all it had to say: what the caller is saying is a turn, unless it was over before. */
  agentDone(): void {
    if (this.#state !== 'doubtful') return;
    const { silenceMs } = this.#observation;
    const text = this.#words;
    if (silenceMs < utteranceOverMs) this.#cut();
    // Without words the final transcript will tell.
    else if (this.#isBackchannel(text)) this.#drop();
    else if (text !== '') this.#cut();
  }

  /** The caller is not listened to any more: a held agent goes on. */
  yield(): void {
    if (this.#state === 'held') this.#resume('undecided');
    this.#reset();
  }

  /** What the caller says is settled otherwise (typed, the end). The agent is not touched. */
  reset(): void {
    this.#reset();
  }

  #decide(late: boolean): void {
    if (this.#state === 'none' || (this.#state === 'held' && !late && !this.#inUtterance)) return;
    const { text, silenceMs } = this.#observation;
    const over = silenceMs >= (this.#overlap ? overlapOverMs : utteranceOverMs);
    const verdict = this.#overlap
      ? this.#judgeOverlap(this.#overlap, late)
      : text === ''
        ? this.#judgeSound(over, late)
        : this.#judgeWords(text, over || late);
    if (verdict === 'wait') return;
    if (verdict === 'cut') {
      this.#cut();
      return;
    }
    if (this.#state === 'held') this.#resume(verdict);
    if (over && verdict === 'backchannel') this.#drop();
  }

  #judgeWords(text: string, mustDecide: boolean, isFinal = false): Verdict {
    const words = wordsOf(text);
    if (words.length === 0) return mustDecide ? 'short' : 'wait';
    if (this.#isBackchannel(text)) return mustDecide ? 'backchannel' : 'wait';
    if (!isFinal && this.#mayBecomeBackchannel(text)) return mustDecide ? 'undecided' : 'wait';
    if (words.length >= Math.max(1, this.#settings.minimumWords)) return 'cut';
    return mustDecide ? 'few-words' : 'wait';
  }

  #judgeOverlap({ kind }: Overlap, late: boolean): Verdict {
    const { silenceMs } = this.#observation;
    const { ignoreBackchannels, interruptionSpeechMs, minimumWords } = this.#settings;
    return judgeOverlap({
      kind,
      speechMs: this.#spokeMs,
      silenceMs,
      voiced: this.#isVoiced,
      late: late || this.#state === 'doubtful',
      longMs: interruptionSpeechMs,
      oneWordStops: minimumWords <= 1,
      listenersWait: ignoreBackchannels && !this.#floor.awaitsAnswer(),
    });
  }

  get #isVoiced(): boolean {
    return this.#windows > 0 && this.#voicedWindows / this.#windows >= leastVoicedShare;
  }

  /** Words that are a guide to what is being said. */
  get #words(): string {
    return this.#overlap ? this.#overlap.text : this.#observation.text;
  }

  #judgeSound(over: boolean, late: boolean): Verdict {
    const voiced = this.#isVoiced;
    if (over) return voiced ? 'short' : 'noise';
    const { interruptionSpeechMs } = this.#settings;
    // A recogniser that tells its words while they are spoken will tell what it was, if it can place it at all.
    const enoughMs = this.#tellsWords ? patience * interruptionSpeechMs : interruptionSpeechMs;
    if (voiced && this.#observation.speechMs >= enoughMs) return 'cut';
    if (!late) return 'wait';
    return voiced ? 'undecided' : 'noise';
  }

  #mayBecomeBackchannel(text: string): boolean {
    return (
      this.#settings.ignoreBackchannels &&
      mayBecomeBackchannel(text, this.#language) &&
      !this.#floor.awaitsAnswer()
    );
  }

  #isBackchannel(text: string): boolean {
    return (
      this.#settings.ignoreBackchannels && isBackchannel(text, this.#language) && !this.#floor.awaitsAnswer()
    );
  }

  #cut(): void {
    this.#reset();
    this.#floor.cut();
  }

  #resume(reason: ResumeReason): void {
    this.#deadline?.dispose();
    this.#state = this.#inUtterance ? 'doubtful' : 'none';
    this.#floor.resume(reason, this.#words);
  }

  #drop(): void {
    this.#reset();
    this.#floor.dropTurn();
  }

  #reset(): void {
    this.#deadline?.dispose();
    this.#state = 'none';
    this.#inUtterance = false;
    this.#observation = nothingHeard;
    this.#overlap = null;
  }
}

const nothingHeard: Observation = { speechMs: 0, silenceMs: 0, text: '', newest: [] };
