/** The typed face of a transport: what the rest of the renderer calls. */
import type {
  AudioChannel,
  BridgeTransport,
  ConnectionStatus,
  MethodInput,
  MethodName,
  MethodOutput,
  PushName,
  PushPayload,
} from '#shared/bridge/contract.ts';
import type { WireReply } from '#shared/bridge/wire.ts';
import { BridgeError } from './bridge-error.ts';

/** The input may be left out where the method takes none. */
export type MethodArguments<M extends MethodName> =
  undefined extends MethodInput<M> ? [input?: MethodInput<M>] : [input: MethodInput<M>];

export interface Bridge {
  readonly door: 'electron' | 'browser';
  readonly status: ConnectionStatus;
  /** Told of every change; answers the unsubscriber. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /** Rejects with a BridgeError: `input-invalid` names the field, `connection-lost` is retryable. */
  call<M extends MethodName>(method: M, ...input: MethodArguments<M>): Promise<MethodOutput<M>>;
  /** After a reconnection, what was missed is delivered through the same listeners. Answers the unsubscriber. */
  on<P extends PushName>(name: P, listener: (payload: PushPayload<P>) => void): () => void;
  /** The sound of a web call, mono int16 LE at `sampleRateHz`, both ways. Rejects with a BridgeError. */
  openAudio(runId: string, sampleRateHz: number): Promise<AudioChannel>;
  /** `parley://runs/ID/…` as an address for `src` or `fetch`. */
  resolveUrl(url: string): string;
}

/** `connect` is run at the first use, so that importing the bridge touches nothing. */
export function createBridge(connect: () => BridgeTransport): Bridge {
  let connected: BridgeTransport | null = null;
  const transport = (): BridgeTransport => (connected ??= connect());
  return {
    get door() {
      return transport().door;
    },
    get status() {
      return transport().status;
    },
    onStatus: (listener) => transport().onStatus(listener),
    call: async (method, ...input) => {
      const reply = (await transport().call(method, input[0])) as WireReply<MethodOutput<typeof method>>;
      if (!reply.ok) throw new BridgeError(reply.error);
      return reply.value;
    },
    on: (name, listener) =>
      transport().on((pushed, payload) => {
        if (pushed === name) listener(payload as PushPayload<typeof name>);
      }),
    openAudio: (runId, sampleRateHz) => transport().openAudio(runId, sampleRateHz),
    resolveUrl: (url) => transport().resolveUrl(url),
  };
}
