/** sipp, which follows scripts, calls our telephone line: plain calls, refusals, races, repetitions, extensions, nonsense. */
import { expect } from '@playwright/test';
import { sippToneHz } from './peers/sipp.ts';
import { agreed, nothingLeft, test } from './peers/sipp-stage.ts';
import { loopback, ourToneHz, Telephone, type Line } from './peers/telephone.ts';

const answered = ['ringing 180', 'answered 200', 'confirmed 200'];
const hungUpByThem = [...answered, 'ended', 'end by remote BYE'];

test('a call in which we hear the caller, until the caller hangs up', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-call', '-d', '2500');
  const line = await telephone.answer(await incoming);
  await line.hears(sippToneHz);
  await agreed(peer);
  await over(line, hungUpByThem);
});

test('what we say arrives: it comes back as an echo', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-echo', '-rtp_echo', '-d', '2500');
  const line = await telephone.answer(await incoming);
  await line.hears(ourToneHz);
  await agreed(peer);
  await over(line, hungUpByThem);
});

test('over TCP', async ({ sipp }) => {
  const tcp = await Telephone.open({ transports: ['tcp'] });
  const incoming = tcp.nextCall();
  const target = `${loopback}:${String(tcp.ports.tcp)}`;
  const peer = await sipp({ scenario: 'uac-call', target, transport: 'tcp', more: ['-d', '1500'] });
  const line = await tcp.answer(await incoming);
  await line.hears(sippToneHz);
  await agreed(peer);
  await line.ended();
  expect({ log: line.log, left: tcp.left, errors: tcp.errors }).toEqual({
    log: hungUpByThem,
    left: nothingLeft,
    errors: [],
  });
  tcp.dispose();
});

test('a call that we hang up', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-hung-up');
  const line = await telephone.answer(await incoming);
  await line.saw('confirmed 200');
  telephone.act(() => {
    line.call.hangUp();
  });
  await agreed(peer);
  await over(line, [...answered, 'ended', 'end by local BYE']);
});

test('a call that we refuse as busy', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-refused');
  const call = await incoming;
  const line = await telephone.take(call);
  telephone.act(() => {
    call.refuse(486);
    line.media.close();
  });
  await agreed(peer);
  await over(line, ['ended 486', 'end by local 486']);
});

test('a caller who gives up while it rings hears 487', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-cancel');
  const call = await incoming;
  const line = await telephone.take(call);
  telephone.act(() => {
    call.ring();
  });
  await agreed(peer);
  await line.ended();
  line.media.close();
  await over(line, ['ringing 180', 'ended 487', 'end by remote 487']);
});

test('a caller who gives up before it rings hears 487', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-cancel-early');
  const line = await telephone.take(await incoming);
  await agreed(peer);
  await line.ended();
  line.media.close();
  await over(line, ['ended 487', 'end by remote 487']);
});

test('a CANCEL that crosses our 200 ends nothing', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-cancel-late');
  const line = await telephone.answer(await incoming);
  await agreed(peer);
  await over(line, hungUpByThem);
});

test('hold by sendonly and by inactive, and back', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-hold', '-d', '300');
  const line = await telephone.answer(await incoming);
  await agreed(peer);
  await over(line, [...answered, 'held', 'taken back', 'ended', 'end by remote BYE']);
});

test('glare: both re-INVITEs are refused with 491, and ours comes again', async ({
  telephone,
  caller,
  over,
}) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-glare');
  const line = await telephone.answer(await incoming);
  await line.saw('confirmed 200');
  const held = new Promise<void>((resolve, reject) => {
    telephone.act(() => {
      line.call.hold(true).then(resolve, reject);
    });
  });
  await agreed(peer);
  await held;
  await over(line, hungUpByThem);
});

test('whatever is sent more than once counts once, and our 200 is repeated until its ACK', async ({
  telephone,
  caller,
  over,
}) => {
  let calls = 0;
  telephone.stack.userAgent.onCall(() => (calls += 1));
  const incoming = telephone.nextCall();
  const peer = await caller('uac-repeats', '-rtcheck', 'loose', '-nr');
  const line = await telephone.answer(await incoming);
  await agreed(peer);
  await over(line, hungUpByThem);
  expect(calls).toBe(1);
});

test('a network that loses a tenth of the messages only delays the calls', async ({ telephone, sipp }) => {
  const lines: Promise<Line>[] = [];
  telephone.onCall = (call) => lines.push(telephone.answer(call));
  const peer = await sipp({
    scenario: 'uac-call',
    target: telephone.address,
    calls: 10,
    more: ['-lost', '10', '-d', '500'],
  });
  await agreed(peer);
  for (const line of await Promise.all(lines)) await line.ended();
  expect({ answered: lines.length, left: telephone.left }).toEqual({ answered: 10, left: nothingLeft });
});

test('an INVITE without an offer: we offer, and the ACK answers', async ({ telephone, caller, over }) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-offerless', '-d', '2000');
  const line = await telephone.answer(await incoming);
  await line.hears(sippToneHz);
  await agreed(peer);
  await over(line, hungUpByThem);
});

test('early media for a caller who wants provisional responses acknowledged', async ({
  telephone,
  caller,
  over,
}) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-prack', '-d', '1500');
  const call = await incoming;
  const line = await telephone.take(call);
  telephone.act(() => {
    call
      .earlyMedia(line.media)
      .then(() => call.answer(line.media))
      .catch((error: unknown) => telephone.errors.push(error));
    line.listen();
  });
  await line.hears(sippToneHz);
  await agreed(peer);
  await over(line, ['early-media 183', 'answered 200', 'confirmed 200', 'ended', 'end by remote BYE']);
});

test('a session timer that is too short is refused with 422; a longer one is refreshed by UPDATE', async ({
  telephone,
  caller,
  over,
}) => {
  const incoming = telephone.nextCall();
  const peer = await caller('uac-short-timer');
  const line = await telephone.answer(await incoming);
  await agreed(peer);
  await over(line, hungUpByThem);
});

test('an unknown method: 405 with what is allowed', async ({ caller }) => {
  await agreed(await caller('uac-unknown-method'));
});

test('an INVITE that contradicts itself: 400, and no call', async ({ telephone, caller }) => {
  let calls = 0;
  telephone.stack.userAgent.onCall(() => (calls += 1));
  await agreed(await caller('uac-malformed'));
  expect({ calls, left: telephone.left }).toEqual({ calls: 0, left: nothingLeft });
});
