/**
 * The page's end of a web call's sound.
 *
 * ```
 * microphone ─► analyser (caller's level) ─► capture worklet ─► channel
 *      └──────► voice detector ─► ducking
 * channel ─► playback worklet ─► gain (ducking) ─► analyser (agent's level) ─► speaker
 * ```
 */
import type { AudioChannel } from '#shared/bridge/contract.ts';
import captureUrl from './capture-worklet.ts?worker&url';
import playbackUrl from './playback-worklet.ts?worker&url';
import { DuckingDecision, type DuckingState } from './ducking.ts';
import { levelDbOf } from './level.ts';
import { releaseMicrophone, setSpeaker } from './microphone.ts';
import { startSpeechLight, type SpeechLight } from './speech-light.ts';

/** The agent's gain while ducked: −15 dB. */
const DUCKED_GAIN = 10 ** (-15 / 20);
/** Time constants of the gain: down within 10 ms (three constants), back up gently. */
const DUCK_CONSTANT_S = 0.003;
const RELEASE_CONSTANT_S = 0.06;

export type DetectorState = 'off' | 'loading' | 'on' | 'unavailable';

/** Why the connection of the sound has closed: the call is over, another page took it, or nobody said why. */
export type SoundEnd = 'ended' | 'replaced' | 'lost';

export interface CallAudioListener {
  /** The microphone's track has ended: unplugged, or taken by the system. */
  onMicrophoneLost(): void;
  onClosed(why: SoundEnd): void;
  onSpeaking(state: DuckingState): void;
  onDetector(state: DetectorState): void;
}

export class CallAudio {
  readonly context: AudioContext;
  readonly #listener: CallAudioListener;
  readonly #capture: AudioWorkletNode;
  readonly #playback: AudioWorkletNode;
  readonly #gain: GainNode;
  readonly #callerMeter: AnalyserNode;
  readonly #agentMeter: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #ducking = new DuckingDecision();
  #stream: MediaStream | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #channel: AudioChannel | null = null;
  #light: SpeechLight | null = null;
  #isAgentAudible = false;
  #isMuted = false;
  /** Speaking over the agent has no effect at present: ducking it would promise otherwise. */
  #isDeaf = false;
  #isDisposed = false;

  private constructor(context: AudioContext, listener: CallAudioListener) {
    this.context = context;
    this.#listener = listener;
    this.#capture = new AudioWorkletNode(context, 'parley-capture', {
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    this.#playback = new AudioWorkletNode(context, 'parley-playback', {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    this.#gain = context.createGain();
    this.#callerMeter = meter(context);
    this.#agentMeter = meter(context);
    this.#samples = new Float32Array(this.#agentMeter.fftSize);
    this.#callerMeter.connect(this.#capture);
    // The capture node puts out silence; without a destination the audio thread would not run it.
    this.#capture.connect(context.destination);
    this.#playback.connect(this.#gain).connect(this.#agentMeter).connect(context.destination);
    this.#capture.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      this.#channel?.send(data);
    };
    this.#playback.port.onmessage = ({ data }: MessageEvent<{ isPlaying: boolean }>) => {
      this.#isAgentAudible = data.isPlaying;
    };
  }

  /** Must begin in a click, so that the browser lets the context sound. */
  static async open(context: AudioContext, listener: CallAudioListener): Promise<CallAudio> {
    await Promise.all([
      context.audioWorklet.addModule(captureUrl),
      context.audioWorklet.addModule(playbackUrl),
    ]);
    return new CallAudio(context, listener);
  }

  get hasMicrophone(): boolean {
    return this.#stream !== null;
  }

  /** Speaks into the microphone given from now on; the one before is released. This object owns the stream. */
  useMicrophone(stream: MediaStream): void {
    if (this.#isDisposed) {
      releaseMicrophone(stream);
      return;
    }
    this.dropMicrophone();
    this.#stream = stream;
    this.#source = this.context.createMediaStreamSource(stream);
    this.#source.connect(this.#callerMeter);
    for (const track of stream.getAudioTracks()) {
      track.enabled = !this.#isMuted;
      track.onended = () => {
        if (this.#stream !== stream) return;
        this.dropMicrophone();
        this.#listener.onMicrophoneLost();
      };
    }
    void this.#startLight(stream);
  }

  /** Releases the microphone; the call goes on with silence. */
  dropMicrophone(): void {
    const light = this.#light;
    this.#light = null;
    light?.stop();
    this.#source?.disconnect();
    this.#source = null;
    if (this.#stream !== null) releaseMicrophone(this.#stream);
    this.#stream = null;
    this.#applyDucking(this.#ducking.reset());
  }

  async #startLight(stream: MediaStream): Promise<void> {
    this.#listener.onDetector('loading');
    try {
      const light = await startSpeechLight(stream, this.context, (probability) => {
        if (this.#stream !== stream || this.#isMuted) return;
        this.#applyDucking(this.#ducking.frame(probability, this.#isAgentAudible && !this.#isDeaf));
      });
      if (this.#stream !== stream) {
        light.stop();
        return;
      }
      this.#light = light;
      this.#listener.onDetector('on');
    } catch {
      // A call without the light and without ducking is still a call; the panel says so.
      if (this.#stream === stream) this.#listener.onDetector('unavailable');
    }
  }

  /** Joins the sound of the call. A channel joined before is left. */
  join(channel: AudioChannel): void {
    if (this.#isDisposed) {
      channel.close();
      return;
    }
    this.#channel?.close();
    this.#channel = channel;
    let end: SoundEnd = 'lost';
    channel.onFrame((frame) => {
      if (this.#channel === channel) this.#playback.port.postMessage(frame, [frame]);
    });
    channel.onControl((message) => {
      if (this.#channel !== channel) return;
      if (message.type === 'clear') {
        this.#playback.port.postMessage('clear');
        this.#applyDucking(this.#ducking.cleared());
      } else end = message.type;
    });
    channel.onClose(() => {
      if (this.#channel !== channel) return;
      this.#channel = null;
      this.#listener.onClosed(end);
    });
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = !isMuted;
    if (isMuted) this.#applyDucking(this.#ducking.reset());
  }

  /** Tells whether the agent listens at present. */
  setDeaf(isDeaf: boolean): void {
    this.#isDeaf = isDeaf;
  }

  async setSpeaker(deviceId: string): Promise<void> {
    await setSpeaker(this.context, deviceId);
  }

  /** Levels at this moment, dBFS. The agent's is measured after ducking: it shows what is heard. */
  levels(): { callerDb: number; agentDb: number } {
    this.#callerMeter.getFloatTimeDomainData(this.#samples);
    const callerDb = this.#stream === null || this.#isMuted ? -Infinity : levelDbOf(this.#samples);
    this.#agentMeter.getFloatTimeDomainData(this.#samples);
    return { callerDb, agentDb: levelDbOf(this.#samples) };
  }

  /** Releases the microphone, leaves the channel, closes the context. Safe to call twice. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.dropMicrophone();
    const channel = this.#channel;
    this.#channel = null;
    channel?.close();
    this.#capture.port.postMessage('stop');
    this.#playback.port.postMessage('stop');
    void this.context.close().catch(() => undefined);
  }

  #applyDucking(state: DuckingState): void {
    this.#gain.gain.setTargetAtTime(
      state.isDucked ? DUCKED_GAIN : 1,
      this.context.currentTime,
      state.isDucked ? DUCK_CONSTANT_S : RELEASE_CONSTANT_S,
    );
    this.#listener.onSpeaking(state);
  }
}

function meter(context: AudioContext): AnalyserNode {
  const analyser = context.createAnalyser();
  // 1024 samples are 21 ms at 48 kHz: a frame of the screen.
  analyser.fftSize = 1024;
  return analyser;
}
