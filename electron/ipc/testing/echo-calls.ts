/**
 * A call whose agent says back what it hears, for tests of the transports alone: a frame that begins with 1 is
 * followed by `clear`, one that begins with 2 ends the call, one that begins with −1 gives it to another page.
 */
import { StudioError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { CallState } from '#shared/bridge/contract.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { CallsPort } from '../ports.ts';

export const ECHO_RUN = 'run_echo';

export interface EchoCalls extends CallsPort {
  readonly attached: number[];
  readonly detached: () => number;
}

export function echoCalls(): EchoCalls {
  const onEvent = new Emitter<{ runId: string; event: RunEvent }>().on;
  const onState = new Emitter<CallState>().on;
  const attached: number[] = [];
  let detached = 0;
  const refuse = (): never => {
    throw new StudioError('unsupported', 'An echo does nothing else.');
  };
  return {
    onEvent,
    onState,
    attached,
    detached: () => detached,
    attachAudio: (runId, sampleRateHz, sink) => {
      if (runId !== ECHO_RUN) throw new StudioError('call-not-found', `There is no call ${runId}.`);
      attached.push(sampleRateHz);
      return {
        receive: (pcm) => {
          sink.frame(pcm);
          if (pcm[0] === 1) sink.clear();
          if (pcm[0] === 2) sink.ended();
          if (pcm[0] === -1) sink.replaced();
        },
        detach: () => (detached += 1),
      };
    },
    startWebCall: () => Promise.reject(new StudioError('unsupported', 'An echo starts no call.')),
    type: refuse,
    mute: refuse,
    press: refuse,
    hangUp: () => Promise.resolve(),
    current: () => null,
    events: () => [],
  };
}
