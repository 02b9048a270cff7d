/** Envelopes that cross the bridge, the same over Electron's ipc and the browser door's WebSocket. */
import { z } from 'zod';

export const wireErrorSchema = z.object({ code: z.string(), message: z.string(), retryable: z.boolean() });
export type WireError = z.infer<typeof wireErrorSchema>;
export type WireReply<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** What the browser door's `/bridge` socket carries from the page: one JSON object a message. */
export const bridgeRequestSchema = z.object({
  /** Chosen by the page; the reply carries it back. */
  id: z.number().int().nonnegative(),
  method: z.string(),
  input: z.unknown().optional(),
});
export type BridgeRequest = z.infer<typeof bridgeRequestSchema>;

/** What it carries to the page. */
export type BridgeMessage =
  { type: 'reply'; id: number; reply: WireReply<unknown> } | { type: 'push'; name: string; payload: unknown };
