import { describe, expect, it } from 'vitest';
import { VirtualTimeline } from '../base/timeline.ts';
import { AnswerClock } from './latency.ts';
import { ProviderTime, type ProviderStage } from './provider-time.ts';
import { CollectedLog } from './testing/scripted.ts';

/** A clock on virtual time, with providers that take fixed times. */
class Stage {
  readonly timeline = new VirtualTimeline();
  readonly log = new CollectedLog();
  readonly providerTime = new ProviderTime(this.timeline, {
    stt: 250,
    llm: 500,
    tts: 75,
    extraction: 400,
    tool: 0,
  });
  readonly clock = new AnswerClock({
    providerTime: this.providerTime,
    log: this.log,
    now: () => this.timeline.now(),
    names: () => ({ stt: 'a/stt', llm: 'b/llm', tts: 'c/tts' }),
  });

  /** Asks a provider at this moment and reads its one item; `leave` goes away without it. */
  ask(stage: ProviderStage, { leave = false, background = false } = {}): () => void {
    return () => {
      const items = this.providerTime.stream(
        stage,
        () => once(),
        () => true,
        { background },
      );
      void items.next().then(() => items.next());
      if (leave) void items.return();
    };
  }

  async run(...script: [atMs: number, act: () => void][]): Promise<this> {
    for (const [atMs, act] of script) this.timeline.at(atMs, act);
    this.timeline.at(5000, () => {
      this.timeline.dispose();
    });
    await this.timeline.run();
    return this;
  }

  payload(type: 'latency' | 'waterfall'): unknown {
    return this.log.events.find((event) => event.type === type)?.payload;
  }
}

async function* once(): AsyncGenerator<string> {
  await Promise.resolve();
  yield 'item';
}

describe('AnswerClock', () => {
  it('tells the course of an answer from the last sample of the voice, and whose time it was', async () => {
    const stage = new Stage();
    const { clock } = stage;
    await stage.run(
      // The voice ended at 1000 ms.
      [
        1600,
        () => {
          clock.turnOver({ voiceEndMs: 1000, vadStopMs: 1210 });
        },
      ],
      [1600, stage.ask('stt')],
      [1850, stage.ask('llm')],
      [1850, stage.ask('extraction')],
      [2352, stage.ask('tts')],
      [
        2428,
        () => {
          clock.piece({ textMs: 2351, requestMs: 2352, firstByteMs: 2427 });
          clock.frame();
        },
      ],
      [
        2447,
        () => {
          clock.frame();
        },
      ],
      [
        3000,
        () => {
          clock.over(false);
        },
      ],
    );
    expect([stage.payload('latency'), stage.payload('waterfall')]).toEqual([
      {
        voice_to_voice_ms: 1428,
        endpointing_ms: 600,
        stt_final_ms: 250,
        llm_first_token_ms: 500,
        tts_first_audio_ms: 75,
        own_overhead_ms: 3,
      },
      {
        anchor: 'voice-end',
        vad_stop_ms: 210,
        turn_decided_ms: 600,
        stt_final_ms: 850,
        llm_request_ms: 850,
        llm_first_token_ms: 1350,
        first_sentence_ms: 1351,
        tts_request_ms: 1352,
        tts_first_byte_ms: 1427,
        first_frame_ms: 1428,
        last_frame_ms: 1447,
        speculated: false,
        cut: false,
        providers: { stt: 'a/stt', llm: 'b/llm', tts: 'c/tts' },
      },
    ]);
  });

  it('counts as the provider’s an answer that was asked for before the caller’s last sound, and stalled', async () => {
    const stage = new Stage();
    const { clock } = stage;
    await stage.run(
      [700, stage.ask('llm')],
      [800, stage.ask('llm')],
      [
        1100,
        () => {
          clock.turnOver({ voiceEndMs: 1000, vadStopMs: 1050 });
        },
      ],
      [
        1310,
        () => {
          clock.piece({ textMs: 1300, requestMs: null, firstByteMs: null });
          clock.frame();
        },
      ],
    );
    expect(stage.payload('latency')).toMatchObject({ llm_first_token_ms: 500, own_overhead_ms: 10 });
  });

  it('counts as the providers’ what was asked before the decision and is still awaited, and not what was thrown away', async () => {
    const stage = new Stage();
    const { clock } = stage;
    await stage.run(
      [1200, stage.ask('llm', { leave: true })],
      [1300, stage.ask('llm')],
      [
        1600,
        () => {
          clock.turnOver({ voiceEndMs: 1000, vadStopMs: 1210 });
        },
      ],
      [1600, stage.ask('tts', { background: true })],
      // 200 ms of the model's time are left after the decision; the 10 ms that follow are ours.
      [
        1810,
        () => {
          clock.piece({ textMs: 1800, requestMs: null, firstByteMs: null });
          clock.frame();
        },
      ],
      [
        2000,
        () => {
          clock.over(true);
        },
      ],
    );
    expect([stage.payload('latency'), stage.payload('waterfall')]).toMatchObject([
      { voice_to_voice_ms: 810, llm_first_token_ms: 500, tts_first_audio_ms: null, own_overhead_ms: 10 },
      {
        llm_request_ms: 300,
        llm_first_token_ms: 800,
        turn_decided_ms: 600,
        tts_request_ms: null,
        speculated: true,
        cut: true,
      },
    ]);
  });

  it('counts an opening from the decision, and writes no latency for it', async () => {
    const stage = new Stage();
    const { clock } = stage;
    await stage.run(
      [
        500,
        () => {
          clock.opening();
        },
      ],
      [500, stage.ask('tts')],
      [
        575,
        () => {
          clock.piece({ textMs: 500, requestMs: 500, firstByteMs: 575 });
          clock.frame();
        },
      ],
      [
        600,
        () => {
          clock.over(false);
        },
      ],
    );
    expect([stage.payload('latency'), stage.payload('waterfall')]).toMatchObject([
      undefined,
      { anchor: 'decision', turn_decided_ms: 0, first_frame_ms: 75, last_frame_ms: 75, vad_stop_ms: null },
    ] as object[]);
  });

  it('writes nothing for a turn that nobody answered', async () => {
    const stage = new Stage();
    const { clock } = stage;
    await stage.run(
      [
        100,
        () => {
          clock.turnOver(null);
        },
      ],
      [
        200,
        () => {
          clock.over(false);
          clock.frame();
          clock.over(false);
        },
      ],
    );
    expect(stage.log.events).toEqual([]);
  });
});
