/**
 * The far end of the bench's calls, a process of its own: it stands between the studio and sipp, passes SIP on unchanged, and
 * is the telephones whose ports sipp's SDP names. So it knows, by its own clock, when each message and packet passed.
 *
 *   studio ◄──SIP──► this process ◄──SIP──► sipp
 *      ▲                  │
 *      └──── RTP ────► a line a call
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { RealTimeline } from '#engine/base/timeline.ts';
import { perfectNetwork } from '#engine/telephony/rtp/testing/impairments.ts';
import { FarLine } from './far-line.ts';
import {
  loopback,
  machineMs,
  type FarPlan,
  type FromFarEnd,
  type SipSeen,
  type ToFarEnd,
} from './protocol.ts';

/** sipp's `[auto_media_port]` goes on by 4 a call. */
const portStep = 4;
const lineCount = Number(process.argv[2]);

const originMs = machineMs();
const timeline = new RealTimeline({
  onError: (error) => {
    throw error;
  },
  wallMs: machineMs,
});
const plans = new Map<string, FarPlan>();
const silent: FarPlan = {
  lines: [],
  quietMs: 0,
  repeats: false,
  answers: false,
  impairment: perfectNetwork,
  seed: 1,
};
/** By Call-ID. */
const users = new Map<string, string>();
const studioMedia = new Map<string, { address: string; port: number }>();
const talking = new Map<string, FarLine>();
let seen: SipSeen[] = [];
let timerLateMs: number[] = [];

async function openLines(): Promise<{ port: number; lines: FarLine[] }> {
  for (let port = 20_000; port < 32_000; port += 100) {
    const lines: FarLine[] = [];
    while (lines.length < lineCount) {
      const line = await FarLine.open(timeline, port + lines.length * portStep);
      if (!line) break;
      lines.push(line);
    }
    if (lines.length === lineCount) return { port, lines };
    for (const line of lines) line.close();
  }
  throw new Error('there are no free ports for the far end');
}

async function bound(): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  socket.bind(0, loopback);
  await once(socket, 'listening');
  return { socket, port: socket.address().port };
}

const { port: mediaPort, lines } = await openLines();
for (const line of lines)
  line.onTurn = (user) => {
    tell({ type: 'turn', user });
  };
const toStudio = await bound();
const toPeer = await bound();
let studioPort = 0;
let sippPort = 0;

toStudio.socket.on('message', (datagram, { port }) => {
  studioPort = port;
  note(datagram.toString('latin1'), 'studio');
  toPeer.socket.send(datagram, sippPort, loopback);
});
toPeer.socket.on('message', (datagram) => {
  note(datagram.toString('latin1'), 'peer');
  toStudio.socket.send(datagram, studioPort, loopback);
});

function note(message: string, from: SipSeen['from']): void {
  const atMs = machineMs();
  const callId = /^(?:call-id|i)\s*:\s*(\S+)/im.exec(message)?.[1] ?? '';
  const [, number, method = ''] = /^cseq\s*:\s*(\d+)\s+(\S+)/im.exec(message) ?? [];
  const status = /^SIP\/2\.0 (\d+)/.exec(message)?.[1];
  if (number === undefined) return;
  seen.push({ callId, what: status === undefined ? method : `${status} ${method}`, from, atMs });
  const user = /sip:(line\d+)@/.exec(message)?.[1];
  if (method === 'INVITE' && status === undefined && user !== undefined) users.set(callId, user);
  const media = mediaOf(message);
  if (media && from === 'studio') studioMedia.set(callId, media);
  if (media && from === 'peer') {
    const line = lines[(media.port - mediaPort) / portStep];
    if (line) talking.set(callId, line);
  }
  if (status === '200' && method === 'INVITE') start(callId);
  if (method === 'BYE' && status === undefined) talking.get(callId)?.stop();
}

function start(callId: string): void {
  const line = talking.get(callId);
  const to = studioMedia.get(callId);
  const user = users.get(callId);
  if (line && to && user !== undefined && !line.isTalking)
    line.start(user, callId, plans.get(user) ?? silent, to);
}

function mediaOf(message: string): { address: string; port: number } | null {
  const port = /^m=audio (\d+)/m.exec(message)?.[1];
  const address = /^c=IN IP4 (\S+)/m.exec(message)?.[1];
  return port === undefined || address === undefined ? null : { address, port: Number(port) };
}

/** How late a timer of this process is: what it adds to what it measures. */
function watchTimers(dueMs: number): void {
  timeline.at(dueMs, () => {
    timerLateMs.push(Math.max(0, machineMs() - originMs - dueMs));
    watchTimers(dueMs + 20);
  });
}

function tell(message: FromFarEnd): void {
  process.send?.(message);
}

process.on('message', (message: ToFarEnd) => {
  switch (message.type) {
    case 'sipp':
      sippPort = message.port;
      studioPort = message.studioPort;
      break;
    case 'plan':
      plans.set(message.user, message.plan);
      break;
    case 'say':
      lines.find(({ user, isTalking }) => isTalking && user === message.user)?.say(message.line);
      break;
    case 'report': {
      const reports = lines.flatMap((line) => line.report() ?? []);
      tell({ type: 'report', lines: reports, sip: seen, timerLateMs: Float64Array.from(timerLateMs) });
      timerLateMs = [];
      break;
    }
    case 'reset':
      for (const line of lines) line.reset();
      seen = [];
      timerLateMs = [];
      for (const map of [plans, users, studioMedia, talking]) map.clear();
      break;
  }
});
process.on('disconnect', () => {
  process.exit(0);
});
watchTimers(machineMs() - originMs);
tell({ type: 'ready', toStudio: toStudio.port, toPeer: toPeer.port, mediaPort });
