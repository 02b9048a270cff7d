/**
 * All lines are taken: the caller hears the trunk's busy message, then the call is refused as busy.
 *
 * It is said as early media (183), so that it costs the caller nothing and their side still counts the call as busy
 * (486), which is what redialling and diversion go by. Where early media is not played, they hear the busy tone.
 */
import type { IncomingSipCall } from '../../telephony/sip/user-agent/api.ts';
import { peerOf } from './addresses.ts';
import { playTo } from './announcement.ts';
import type { CallDesk } from './call-desk.ts';
import type { InboundDecision, PhoneLine } from './ports.ts';
import { within } from './within.ts';

const busyHere = 486;
/** Lines for the message are lines too: more callers than this at once hear the busy tone. */
const mostAtOnce = 5;
const longestMs = 20_000;
const ignore = (): void => undefined;

export async function sayBusy(
  desk: CallDesk,
  line: PhoneLine,
  call: IncomingSipCall,
  { trunk, message }: Extract<InboundDecision, { kind: 'busy' }>,
): Promise<void> {
  if (message === null || message.trim() === '' || desk.busy.speaking >= mostAtOnce) {
    line.timeline.post(() => {
      if (call.state !== 'ended') call.refuse(busyHere);
    });
    return;
  }
  desk.busy.speaking += 1;
  const stopped = new AbortController();
  const watch = call.onEvent((event) => {
    if (event.type === 'end') stopped.abort();
  });
  const media = await line.openMedia({ trunk, account: call.account, peer: peerOf(call) }).catch(() => null);
  try {
    const sound = media && (await desk.making.options.speech(message));
    if (media && sound && !stopped.signal.aborted) {
      await within(line.timeline, () => call.earlyMedia(media));
      await within(line.timeline, () => {
        media.open({ frame: ignore, key: ignore, lost: ignore, quality: ignore });
      });
      await playTo(media, line.timeline, sound.subarray(0, longestMs * 16), stopped.signal);
    }
  } catch {
    // The busy tone says it, too.
  } finally {
    desk.busy.speaking -= 1;
    watch.dispose();
    line.timeline.post(() => {
      if (call.state !== 'ended') call.refuse(busyHere);
      media?.close();
    });
  }
}
