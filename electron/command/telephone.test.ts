/** `parley dial` and `parley answer` call each other over this machine's sockets, with the keyless recogniser, model and voices. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { createAuthority } from '#engine/telephony/sip/transport/testing/certificates.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { openTelephone } from '../trunks/telephone.ts';
import { jsonLines, parley, startParley, type Running } from './testing/command.ts';

type Line = RunEvent & { run_id?: string; run?: Run };

let folder: string;
let open: Running[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-telephone-'));
  open = [];
});
afterEach(async () => {
  for (const each of open) each.interrupt();
  await Promise.all(open.map(({ answer }) => answer));
  await rm(folder, { recursive: true, force: true });
});

function start(...words: string[]): Running {
  const running = startParley(...words);
  open.push(running);
  return running;
}

/** Says its greeting, after a while; when it hears `hears`, it says `says`, and hangs up if `isLast`. */
const agent = (
  name: string,
  greeting: string,
  more: { delayS?: number; hears?: string; says?: string; isLast?: boolean } = {},
): WorkflowDocument => {
  const { delayS = 0, hears = 'yes', says = 'Goodbye.', isLast = true } = more;
  const end = { id: 'end', position: { x: 0, y: 9 } };
  return {
    name,
    nodes: [
      {
        id: 'start',
        type: 'startCall',
        position: { x: 0, y: 0 },
        data: {
          name: 'Start',
          prompt: 'Wait.',
          greeting,
          ...(delayS === 0 ? {} : { delayed_start: true, delayed_start_duration: delayS }),
        },
      },
      { ...end, type: isLast ? 'endCall' : 'agentNode', data: { name: 'End', prompt: `Say: "${says}"` } },
    ],
    edges: [
      {
        id: 'done',
        source: 'start',
        target: 'end',
        data: { label: 'Done', condition: 'It is said.', caller_examples: [hears] },
      },
    ],
    viewport: { x: 0, y: 0, zoom: 1 },
  };
};

async function fileOf(document: WorkflowDocument): Promise<string> {
  const path = join(folder, `${document.name ?? ''}.json`);
  await writeFile(path, JSON.stringify(document));
  return path;
}

/** Answers at a free port of loopback. */
async function answering(
  document: WorkflowDocument,
  ...words: string[]
): Promise<{ us: Running; uri: string }> {
  const listen = ['--listen', '127.0.0.1:0', '--data', join(folder, 'desk'), '--json'];
  const us = start('answer', await fileOf(document), ...listen, ...words);
  const { uri } = await us.line<{ type: string; uri: string }>(({ type }) => type === 'listening');
  return { us, uri };
}

async function dial(document: WorkflowDocument, to: string, ...words: string[]): Promise<Running> {
  return start(
    'dial',
    await fileOf(document),
    '--to',
    to,
    '--json',
    '--data',
    join(folder, 'caller'),
    ...words,
  );
}

const progress = (lines: readonly Line[]): string[] =>
  lines.flatMap((line) => (line.type === 'call-progress' ? [line.payload.state] : []));

const heard = (lines: readonly Line[]): string[] =>
  lines.flatMap((line) => (line.type === 'transcript-final' ? [line.payload.text] : []));

test('two agents talk: one calls, the other understands it and hangs up', { timeout: 60_000 }, async () => {
  // The caller's own opening is over by then: during it nothing is heard.
  const { us, uri } = await answering(
    agent('Desk', 'Would you like to book an appointment?', { delayS: 3, hears: 'yes please' }),
    '--calls',
    '1',
  );
  const caller = await dial(
    agent('Caller', 'Well.', {
      hears: 'would you like to book an appointment',
      says: 'Yes, please.',
      isLast: false,
    }),
    `desk@${uri.slice(4)}`,
    '--context',
    '{"city":"Rome"}',
  );
  const [called, calls] = await Promise.all([us.answer, caller.answer]);
  const [theirs, ours] = [jsonLines<Line>(called.stdout), jsonLines<Line>(calls.stdout)];
  const [desk, run] = [theirs.at(-1)?.run, ours.at(-1)?.run];
  expect({
    codes: [called.code, calls.code],
    stderr: called.stderr + calls.stderr,
    progress: [progress(theirs), progress(ours)],
    heard: [heard(theirs), heard(ours)],
    desk: [desk?.mode, desk?.call_type, desk?.status, desk?.gathered_context.call_disposition],
    caller: [run?.mode, run?.call_type, run?.status, run?.gathered_context.call_disposition],
    contexts: [desk?.initial_context['called_number'], run?.initial_context['city']],
    ids: new Set(theirs.slice(1).map(({ run_id: id }) => id)),
  }).toEqual({
    codes: [0, 0],
    stderr: '',
    progress: [
      ['initiated', 'answered', 'completed'],
      ['initiated', 'ringing', 'answered', 'completed'],
    ],
    heard: [['Yes please'], ['Would you like to book an appointment']],
    desk: ['phone', 'inbound', 'completed', 'end_call_tool'],
    caller: ['phone', 'outbound', 'completed', 'user_hangup'],
    contexts: ['desk', 'Rome'],
    ids: new Set([desk?.id]),
  });
});

test('Ctrl-C hangs up: at the caller, then at who answers', { timeout: 60_000 }, async () => {
  const { us, uri } = await answering(agent('Desk', 'Hello.'));
  const isAnswered = (line: Line): boolean =>
    line.type === 'call-progress' && line.payload.state === 'answered';
  const first = await dial(agent('Caller', 'Well.'), uri);
  await first.line(isAnswered);
  const second = await dial(agent('Caller', 'Well.'), uri);
  await second.line(isAnswered);
  first.interrupt();
  const ended = await first.answer;
  const over = await us.line<Line>(({ type }) => type === 'run-completed');
  us.interrupt();
  const [atDesk, other] = await Promise.all([us.answer, second.answer]);
  const disposition = ({ stdout }: { stdout: string }): unknown =>
    jsonLines<Line>(stdout).at(-1)?.run?.gathered_context.call_disposition;
  expect({
    codes: [ended.code, atDesk.code, other.code],
    dispositions: [ended, atDesk, other].map(disposition),
    over: over.run?.gathered_context.call_disposition,
    open: jsonLines<Line>(atDesk.stdout).filter(({ type }) => type === 'run-completed').length,
  }).toEqual({
    codes: [0, 0, 0],
    dispositions: ['operator_hangup', 'operator_hangup', 'user_hangup'],
    over: 'user_hangup',
    open: 2,
  });
});

test('a call that nobody takes is told with its reason, and exit code 3', { timeout: 30_000 }, async () => {
  const telephone = openTelephone({
    version: 'test',
    accounts: () => [],
    acceptUnknown: true,
    logger: silentLogger,
  });
  telephone.stack.userAgent.onCall(({ call }) => {
    call.refuse(486);
  });
  const { port } = await telephone.stack.listen({ transport: 'tcp', at: { address: '127.0.0.1', port: 0 } });
  const { answer } = await dial(
    agent('Caller', 'Well.'),
    '+493012345678',
    '--proxy',
    `127.0.0.1:${String(port)};transport=tcp`,
    '--caller-id',
    '+4930111',
  );
  const { code, stdout, stderr } = await answer;
  telephone.dispose();
  const run = jsonLines<Line>(stdout).at(-1)?.run;
  expect({ code, stderr, status: run?.status, context: run?.initial_context }).toEqual({
    code: 3,
    stderr: `The call did not go well (busy). The other end is busy. \`parley runs show ${run?.id ?? ''}\` tells what happened.\n`,
    status: 'busy',
    context: {
      provider: 'sip',
      caller_number: '+4930111',
      called_number: '+493012345678',
      direction: 'outbound',
      telephony_configuration_id: 'one-off',
    },
  });
});

test('a trunk from a file is tested and dialled by, over TLS', { timeout: 60_000 }, async () => {
  const authority = await createAuthority('Desk authority');
  const { certificatePem, keyPem } = await authority.issue({
    name: 'desk',
    names: [{ type: 'ip', value: '127.0.0.1' }],
  });
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await Promise.all([writeFile(cert, certificatePem), writeFile(key, keyPem)]);
  const { us, uri } = await answering(
    agent('Desk', 'Hello.'),
    ...['--transport', 'tls', '--cert', cert, '--key', key, '--calls', '1'],
  );
  const data = ['--data', join(folder, 'caller')];
  const trunk = {
    name: 'Büro',
    kind: 'ip',
    server: /127\.0\.0\.1:\d+/.exec(uri)?.[0],
    transport: 'tls',
    tls: { verify: true, ca_pem: authority.caPem },
    srtp: 'required',
  };
  const file = join(folder, 'trunk.json');
  await writeFile(file, JSON.stringify(trunk));
  const added = await parley('trunk', 'add', file, ...data);
  const tested = await parley('trunk', 'test', 'Büro', '--json', ...data);
  const caller = await dial(agent('Caller', 'Well.'), '+493012345678', '--trunk', 'buro');
  const spoke = await us.line<Line>(({ type }) => type === 'agent-speech-stop');
  caller.interrupt();
  const [{ code }] = await Promise.all([caller.answer, us.answer]);
  expect([added.code, tested.code, spoke.type, code]).toEqual([0, 0, 'agent-speech-stop', 0]);
});

test.each([
  [['dial', 'survey'], 'dial needs --to'],
  [['dial', 'survey', '--to', 'x@y', '--trunk', 'a', '--proxy', 'b'], 'not by both'],
  [['dial', 'survey', '--to', 'x@y', '--user', 'a'], '--user goes with --proxy'],
  [['dial', 'survey', '--to', 'x@y', '--proxy', 'h:5060', '--user', 'a'], 'PARLEY_SIP_PASSWORD'],
  [['dial', 'survey', '--to', 'x@y', '--proxy', 'h:99999'], '--proxy takes HOST:PORT'],
  [['dial', 'survey', '--to', 'x@y', '--proxy', 'h;transport=sctp'], 'udp, tcp or tls'],
  [['answer', 'survey'], 'answer needs --listen'],
  [['answer', 'survey', '--listen', 'example.com:5060'], 'an IP address of this machine'],
  [['answer', 'survey', '--listen', '127.0.0.1:0', '--calls', '0'], 'a whole number from 1'],
  [['answer', 'survey', '--listen', '127.0.0.1:0', '--transport', 'tls'], '--cert FILE.pem'],
  [['answer', 'survey', '--listen', '127.0.0.1:0', '--cert', 'x'], '--transport tls'],
  [['trunk', 'test'], 'trunk test needs'],
  [['trunk', 'walk'], 'There is no command “trunk walk”'],
])('%s is refused before anything is written', async (words, message) => {
  const { code, stderr } = await parley(...words, '--data', join(folder, 'untouched'));
  expect([code, stderr.includes(message)]).toEqual([3, true]);
  await expect(readFile(join(folder, 'untouched', 'library.db'))).rejects.toThrow();
});

test.each([
  [
    ['dial', 'survey', '--to', '112', '--proxy', '127.0.0.1:9'],
    /^Emergency numbers \(112\) are never dialled/,
  ],
  [['dial', 'survey', '--to', '+4930123456', '--trunk', 'office'], /^There is no trunk office/],
  [['dial', 'survey', '--to', '+4930123456'], /^There is no trunk/],
  [['dial', 'Nobody', '--to', '+4930123456'], /^There is no workflow Nobody/],
  [['answer', 'survey', '--trunk', 'office'], /^There is no trunk office/],
  [['trunk', 'test', 'office'], /^There is no trunk office/],
])('%s is refused in words', async (words, message) => {
  const { code, stderr } = await parley(...words, '--data', join(folder, 'data'));
  expect([code, stderr]).toEqual([3, expect.stringMatching(message)]);
});

test('an agent that was never published is not dialled', async () => {
  const data = join(folder, 'data');
  const file = await fileOf(agent('Desk', 'Hello.'));
  await parley('import', file, '--data', data);
  const dialled = await parley('dial', 'Desk', '--to', 'x@127.0.0.1', '--data', data);
  expect([dialled.code, dialled.stderr]).toEqual([3, expect.stringContaining('has no published version')]);
});
