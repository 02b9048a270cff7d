/** Envelopes that cross the bridge, the same over Electron's ipc and the browser door's WebSocket. */
import { z } from 'zod';

export const wireErrorSchema = z.object({ code: z.string(), message: z.string(), retryable: z.boolean() });
export type WireError = z.infer<typeof wireErrorSchema>;
export type WireReply<T> = { ok: true; value: T } | { ok: false; error: WireError };
