import { describe, expect, it } from 'vitest';
import { VirtualTimeline } from '../base/timeline.ts';
import type { TextToSpeech } from '../providers/spec/tts.ts';
import { AgentVoice, type SpokenPiece } from './agent-voice.ts';
import { ProviderTime } from './provider-time.ts';
import { PhraseCache } from './speech/phrase-cache.ts';
import { tone } from './testing/scripted.ts';

const ttsMs = 75;

/** A voice on virtual time, with a log of what was asked of the provider and what was heard, each with its moment. */
class Stage {
  readonly timeline = new VirtualTimeline();
  readonly requests: [atMs: number, text: string][] = [];
  readonly starts: [atMs: number, text: string, piece: SpokenPiece][] = [];
  readonly heard: string[] = [];
  readonly errors: unknown[] = [];
  readonly providerTime = new ProviderTime(this.timeline, { stt: 0, llm: 0, tts: ttsMs, extraction: 0 });
  readonly voice: AgentVoice;
  readonly answer = new AbortController();

  constructor(cache = new PhraseCache(), fails = false) {
    const tts: TextToSpeech = {
      provider: 'scripted',
      model: 'tts',
      voices: [],
      // 20 ms a letter.
      synthesize: (text) => {
        this.requests.push([this.timeline.now(), text]);
        return (async function* () {
          await Promise.resolve();
          if (fails) throw new Error('no voice');
          yield tone(20 * text.length, 4000);
        })();
      },
    };
    this.voice = new AgentVoice({
      timeline: this.timeline,
      tts,
      voice: null,
      language: 'en-US',
      providerTime: this.providerTime,
      cache,
      events: {
        text: () => undefined,
        segmentStart: ({ text }, piece) => this.starts.push([this.timeline.now(), text, piece]),
        segmentStop: () => undefined,
        frame: () => undefined,
        fade: () => undefined,
        between: () => undefined,
        heard: (_speechId, text) => this.heard.push(text),
        idle: () => undefined,
        failed: (error) => this.errors.push(error),
      },
    });
  }

  say(text: string, speechId = 'a'): void {
    this.voice.say({ type: 'say', speechId, text, source: 'model', interruptible: true }, this.answer.signal);
    this.voice.sayEnd(speechId, this.answer.signal);
  }

  async run(untilMs: number, script: [atMs: number, act: () => void][]): Promise<this> {
    for (const [atMs, act] of script) this.timeline.at(atMs, act);
    this.timeline.at(untilMs, () => {
      this.timeline.dispose();
    });
    await this.timeline.run();
    return this;
  }
}

async function* deltas(...parts: string[]): AsyncGenerator<string> {
  for (const part of parts) {
    await Promise.resolve();
    yield part;
  }
}

describe('AgentVoice', () => {
  it('gives the voice words, and remembers the text as it was written', async () => {
    const stage = new Stage();
    await stage.run(5000, [
      [
        0,
        () => {
          stage.say('It is **$5** 🎉.');
        },
      ],
    ]);
    expect([stage.requests, stage.heard, stage.voice.characters]).toEqual([
      [[0, 'It is five dollars.']],
      ['It is **$5** 🎉.'],
      19,
    ]);
  });

  it('takes a line that was said before from the cache, at no cost and in no time', async () => {
    const cache = new PhraseCache();
    await new Stage(cache).run(5000, []);
    const first = new Stage(cache);
    await first.run(5000, [
      [
        0,
        () => {
          first.say('One moment, please.');
        },
      ],
    ]);
    const second = new Stage(cache);
    await second.run(5000, [
      [
        0,
        () => {
          second.say('One moment, please.');
        },
      ],
    ]);
    expect(
      [first, second].map(({ requests, starts, heard, voice }) => [
        requests.length,
        starts.map(([atMs, , piece]) => [atMs, piece.requestMs]),
        heard,
        voice.characters,
      ]),
    ).toEqual([
      [1, [[ttsMs, 0]], ['One moment, please.'], 19],
      [0, [[0, null]], ['One moment, please.'], 0],
    ]);
  });

  it('synthesises two pieces ahead of what is being heard, and no more', async () => {
    const stage = new Stage();
    const text = 'Sentence number one. Sentence number two. Sentence number three. Sentence number four.';
    await stage.run(9000, [
      [
        0,
        () => {
          stage.say(text);
        },
      ],
    ]);
    expect(stage.requests).toEqual([
      [0, 'Sentence number one.'],
      [0, 'Sentence number two.'],
      // When the first is heard; when the second is.
      [ttsMs, 'Sentence number three.'],
      [ttsMs + 400, 'Sentence number four.'],
    ]);
    expect(stage.heard).toEqual([text]);
  });

  it('asks for nothing more once it is silenced', async () => {
    const stage = new Stage();
    await stage.run(9000, [
      [
        0,
        () => {
          stage.say('Sentence number one. Sentence number two. Sentence number three. Sentence number four.');
        },
      ],
      [
        200,
        () => {
          stage.answer.abort();
          stage.voice.silence();
        },
      ],
    ]);
    expect([stage.requests.length, stage.heard]).toEqual([3, ['']]);
  });

  it('takes over the first piece of an answer that was prepared, while it is being made', async () => {
    const stage = new Stage();
    const speculation = new AbortController();
    await stage.run(5000, [
      [
        0,
        () => {
          void stage.voice.prepare(deltas('That is ', 'fine with me, ', 'so we ', 'go.'), speculation.signal);
        },
      ],
      [
        50,
        () => {
          stage.say('That is fine with me, so we go.');
        },
      ],
    ]);
    expect([stage.requests, stage.starts[0], stage.heard]).toEqual([
      [
        [0, 'That is fine with me,'],
        [50, 'so we go.'],
      ],
      [ttsMs, 'That is fine with me,', { textMs: 50, requestMs: 0, firstByteMs: ttsMs }],
      ['That is fine with me, so we go.'],
    ]);
  });

  it('counts, but does not play, an answer that was prepared in vain', async () => {
    const stage = new Stage();
    const speculation = new AbortController();
    await stage.run(5000, [
      [
        0,
        () => {
          void stage.voice.prepare(deltas('That is fine with me.'), speculation.signal);
        },
      ],
      [
        30,
        () => {
          speculation.abort();
        },
      ],
      [
        100,
        () => {
          stage.say('What was that?');
        },
      ],
    ]);
    expect([stage.heard, stage.voice.characters, stage.starts.map(([, text]) => text)]).toEqual([
      ['What was that?'],
      35,
      ['What was that?'],
    ]);
  });

  it('asks again for what was prepared, and thrown away while it was being made', async () => {
    const stage = new Stage();
    const speculation = new AbortController();
    await stage.run(5000, [
      [
        0,
        () => {
          void stage.voice.prepare(deltas('That is fine with me.'), speculation.signal);
        },
      ],
      [
        30,
        () => {
          speculation.abort();
          stage.say('That is fine with me.');
        },
      ],
    ]);
    expect([stage.requests.length, stage.heard]).toEqual([2, ['That is fine with me.']]);
  });

  it('has lines in store one after another, and plays them in no time', async () => {
    const stage = new Stage();
    await stage.run(5000, [
      [
        0,
        () => {
          void stage.voice.store(['Hello there.', 'Bye for now.']);
        },
      ],
      [
        500,
        () => {
          stage.say('Bye for now.');
        },
      ],
    ]);
    expect([stage.requests, stage.starts.map(([atMs]) => atMs)]).toEqual([
      [
        [0, 'Hello there.'],
        [ttsMs, 'Bye for now.'],
      ],
      [500],
    ]);
  });

  it('accounts the wait for a line in store only when somebody comes to wait for it', async () => {
    const stage = new Stage();
    const waits = (): boolean[] => stage.providerTime.waitsSince(0).map(({ background }) => background);
    const seen: boolean[][] = [];
    await stage.run(5000, [
      [
        0,
        () => {
          void stage.voice.store(['Hello there.']);
        },
      ],
      [
        40,
        () => {
          seen.push(waits());
          stage.say('Hello there.');
          seen.push(waits());
        },
      ],
    ]);
    expect([seen, stage.starts[0]?.[0]]).toEqual([[[true], [false]], ttsMs]);
  });

  it('says that a piece could not be spoken, and goes on', async () => {
    const stage = new Stage(new PhraseCache(), true);
    await stage.run(5000, [
      [
        0,
        () => {
          stage.say('Number one here. Number two here. Number three here.');
        },
      ],
    ]);
    expect([stage.errors.length, stage.heard, stage.voice.busy]).toEqual([3, [''], false]);
  });
});
