/** Strangers at the door of a real studio and of a real telephone line, on real sockets; and where passwords may not turn up. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RealTimeline } from '#engine/base/timeline.ts';
import { Registrar } from '#engine/telephony/sip/testing/registrar.ts';
import { NodeNetwork } from '#engine/telephony/sip/transport/node-network.ts';
import { SipTransports } from '#engine/telephony/sip/transport/sip-transports.ts';
import { trunkSchema, type TrunkInput } from '#shared/domain/trunk.ts';
import { Noise } from './peers/noise.ts';
import { isSippThere, startSipp } from './peers/sipp.ts';
import { loopback, ourToneHz, Telephone, trunkAccount } from './peers/telephone.ts';
import { openBridge } from './studio-bridge.ts';
import { startStudio, temporaryFolder } from './studio.ts';

const workflowId = 'sample-appointment-booking';
/** The one that the scenario of sipp knows too. */
const password = 'open sesame';

function trunk(over: Partial<TrunkInput> & Pick<TrunkInput, 'id' | 'kind' | 'server'>): TrunkInput {
  return {
    name: over.id,
    preset: 'other',
    transport: 'udp',
    username: 'alice',
    codecs: ['PCMU'],
    keep_alive_s: 0,
    created_at: new Date().toISOString(),
    ...over,
  };
}

test('a studio that is logged on and in a call hears strangers out, goes on, and keeps its passwords to itself', async () => {
  test.skip(!isSippThere, 'sipp is not installed (Debian: sip-tester)');
  const timeline = new RealTimeline({ onError: (error) => void errors.push(error) });
  const errors: unknown[] = [];
  const end = new SipTransports({ network: new NodeNetwork({ timeline }), timeline, now: () => new Date() });
  const server = await end.listen({ transport: 'udp', at: { address: loopback, port: 0 } });
  const registrar = new Registrar(timeline, end);
  registrar.password = password;
  const peer = await startSipp({ scenario: 'uas-auth-401' });
  const folder = await temporaryFolder();
  const dataDir = join(folder.path, 'data');
  const told: string[] = [];
  const studio = await startStudio(dataDir, (text) => void told.push(text));
  studio.process.stdout?.on('data', (bytes: Buffer) => void told.push(bytes.toString()));
  const bridge = await openBridge(studio.url);
  bridge.on('call.event', (event) => void told.push(JSON.stringify(event)));
  bridge.on('phone.notice', (notice) => void told.push(JSON.stringify(notice)));
  const noise = new Noise();
  try {
    await bridge.call('secrets.protect', { passphrase: 'a phrase of many words' });
    await bridge.call('workflows.publish', { id: workflowId });
    const registered = bridge.next('trunks.changed', () => registrar.bindings.size > 0);
    for (const one of [
      trunk({ id: 'registered', kind: 'registered', server: `${loopback}:${server.port}` }),
      trunk({ id: 'route', kind: 'ip', server: peer.address }),
    ])
      await bridge.call('trunks.save', { trunk: trunkSchema.parse(one), password });
    await registered;
    const [contact = ''] = registrar.bindings.keys();
    const port = Number(/:(\d+)/.exec(contact.replace(/^sips?:/, ''))?.[1]);

    const speaks = bridge.next('call.event', ({ event }) => event.type === 'agent-speech-start');
    const { run_id: runId } = await bridge.call('phone.dial', {
      workflow_id: workflowId,
      to: `sip:service@${peer.address}`,
      trunk_id: 'route',
    });
    await speaks;
    const wire = await bridge.call('phone.wire-log', { run_id: runId });
    const said = wire.flatMap((entry) => (entry.kind === 'sip' ? [entry.text] : []));
    // In the words of this very call but its tags and branches, which strangers do not see.
    const strangers = new Noise(
      said.map((text) => text.replace(/(tag=|branch=z9hG4bK)[^\r\n;]+/g, '$1guessed')),
    );
    await strangers.datagrams(port, 3000);
    strangers.close();
    const media = /\r\nm=audio (\d+)/.exec(said.find((text) => text.includes('m=audio')) ?? '')?.[1];
    await noise.media(Number(media), 1000);
    const rows = await bridge.call('phone.calls');
    const completed = bridge.next('call.event', ({ event }) => event.type === 'run-completed');
    await bridge.call('phone.hang-up', { run_id: runId });
    await completed;
    const { code, log } = await peer.verdict;

    const kept = await bridge.call('runs.get', { id: runId });
    told.push(JSON.stringify([kept, await bridge.call('phone.wire-log', { run_id: runId })]));
    told.push((await bridge.file(`parley://runs/${runId}/wire.pcap`)).toString('latin1'));
    told.push(JSON.stringify(await bridge.call('trunks.list')));
    bridge.dispose();
    await studio.stop();
    const responses = [
      ...registrar.requests.map(({ headers }) => headers.get('Authorization') ?? ''),
      log,
    ].flatMap((text) =>
      [...text.matchAll(/response="([0-9a-f]{32,64})"/g)].map(([, response = '']) => response),
    );
    const files = await everythingIn(dataDir);
    const secrets = [password, 'a phrase of many words', ...responses];
    const found = [...files, ...told.map((text): [string, string] => ['told', text])].flatMap(
      ([name, text]) =>
        secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${name}`),
    );
    expect({ found, errors, code, progress: rows[0]?.progress }).toEqual({
      found: [],
      errors: [],
      code: 0,
      progress: 'in-progress',
    });
    // The proof is worth nothing where the password was not used, or nothing was looked through.
    expect(responses.length).toBeGreaterThanOrEqual(2);
    expect(told.some((text) => text.includes('Digest'))).toBe(true);
    expect(files.length).toBeGreaterThan(4);
    const { '200': answered = 0, ...refused } = strangers.heard;
    expect(Object.keys(refused).filter((status) => !/^[456]\d\d$/.test(status))).toEqual([]);
    expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(answered);
  } finally {
    noise.close();
    await peer.stop();
    bridge.dispose();
    if (studio.process.exitCode === null) await studio.stop();
    end.dispose();
    timeline.dispose();
    await folder.remove();
  }
});

/** Each file of the folder and those in it, as text. */
async function everythingIn(folder: string): Promise<[name: string, text: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }): Promise<[string, string]> => [
      name,
      await readFile(join(parentPath, name), 'latin1'),
    ]),
  );
}

test('a line that listens for datagrams and connections bears strangers at both while a call goes on', async () => {
  const friend = await Telephone.open();
  const us = await Telephone.open({
    transports: ['udp', 'tcp'],
    acceptUnknown: false,
    accounts: () => [trunkAccount({ domain: friend.address })],
  });
  const noise = new Noise();
  try {
    const incoming = us.nextCall();
    const calling = await friend.dial(trunkAccount({ domain: us.address }), `sip:us@${us.address}`);
    const called = await us.answer(await incoming);
    await calling.saw('confirmed 200');
    const media = Number(called.media.local?.split(':')[1]);
    await Promise.all([
      noise.datagrams(us.ports.udp ?? 0, 4000),
      noise.streams(us.ports.tcp ?? 0, 100),
      noise.media(media, 2000),
    ]);
    const during = { ...us.stack.counts };
    calling.heard.length = 0;
    called.heard.length = 0;
    await Promise.all([calling.hears(ourToneHz), called.hears(ourToneHz)]);
    calling.call.hangUp();
    await called.ended();
    expect({ calls: during.calls, left: us.left, errors: [...us.errors, ...friend.errors] }).toEqual({
      calls: 1,
      left: { calls: 0, dialogs: 0, mediaPorts: 0 },
      errors: [],
    });
    expect(during.flows).toBeLessThan(100);
    expect(Object.keys(noise.heard).filter((what) => !/^([456]\d\d|200)$/.test(what))).toEqual([]);
  } finally {
    noise.close();
    us.dispose();
    friend.dispose();
  }
});
