/** Runs the Silero model: one session, one thread, every call's windows of the moment in one batch. */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { modelPath } from './model.ts';
import { WINDOW_SAMPLES, type FromWorker, type ToWorker } from './protocol.ts';

/** The model wants the last 64 samples of the window before in front of each window; without them v6 hears nothing. */
const CONTEXT_SAMPLES = 64;
const INPUT_SAMPLES = CONTEXT_SAMPLES + WINDOW_SAMPLES;
/** The recurrent state of a stream: two rows of 128. */
const STATE_ROW = 128;
const INT16_SCALE = 1 / 32_768;

interface Stream {
  id: number;
  context: Float32Array;
  /** Rows of the model's state tensor, shape [2, batch, 128]. */
  state: [Float32Array, Float32Array];
  /** Windows that wait, oldest first, as views of received messages. */
  waiting: Int16Array[];
}

if (!parentPort) throw new Error('The Silero worker runs in a worker thread.');
const port = parentPort;
const streams = new Map<number, Stream>();
/** Streams that have windows waiting, in order of arrival. */
const ready = new Set<Stream>();
let running = false;
/** Nobody wants anything more: ends as soon as the model rests, since onnxruntime aborts the process when it is cut off at work. */
let closing = false;

const session = await InferenceSession.create(modelPath(), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
});
const sampleRate = new Tensor('int64', BigInt64Array.of(16_000n), []);
port.on('message', (message: ToWorker) => {
  receive(message);
  if (running) return;
  if (closing) process.exit();
  void run();
});
send({ type: 'ready' });

function receive(message: ToWorker): void {
  if (message.type === 'close') {
    closing = true;
    return;
  }
  if (message.type === 'forget') {
    const known = streams.get(message.stream);
    // Windows pushed before it are still answered, from the old state.
    if (known && known.waiting.length > 0) known.waiting.push(FORGET);
    else streams.delete(message.stream);
    return;
  }
  message.streams.forEach((id, index) => {
    const stream = streams.get(id) ?? newStream(id);
    stream.waiting.push(message.samples.subarray(index * WINDOW_SAMPLES, (index + 1) * WINDOW_SAMPLES));
    ready.add(stream);
  });
}

/** Stands in a stream's queue where its state is to be forgotten. */
const FORGET = new Int16Array(0);

function newStream(id: number): Stream {
  const stream: Stream = {
    id,
    context: new Float32Array(CONTEXT_SAMPLES),
    state: [new Float32Array(STATE_ROW), new Float32Array(STATE_ROW)],
    waiting: [],
  };
  streams.set(id, stream);
  return stream;
}

/** Batch after batch, one window of each stream a batch, until nothing waits. */
async function run(): Promise<void> {
  running = true;
  try {
    while (ready.size > 0) {
      await runBatch([...ready]);
      // What came in during the run joins the next batch.
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
        receive(next.message as ToWorker);
      }
      if (closing) process.exit();
    }
  } catch (thrown) {
    send({ type: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) });
    process.exit(1);
  } finally {
    running = false;
  }
}

async function runBatch(batch: Stream[]): Promise<void> {
  const count = batch.length;
  const input = new Float32Array(count * INPUT_SAMPLES);
  const state = new Float32Array(2 * count * STATE_ROW);
  batch.forEach((stream, row) => {
    const window = nextWindow(stream);
    const at = row * INPUT_SAMPLES;
    input.set(stream.context, at);
    for (let i = 0; i < WINDOW_SAMPLES; i += 1)
      input[at + CONTEXT_SAMPLES + i] = (window[i] ?? 0) * INT16_SCALE;
    stream.context.set(input.subarray(at + WINDOW_SAMPLES, at + INPUT_SAMPLES));
    state.set(stream.state[0], row * STATE_ROW);
    state.set(stream.state[1], (count + row) * STATE_ROW);
  });
  const result = await session.run({
    input: new Tensor('float32', input, [count, INPUT_SAMPLES]),
    state: new Tensor('float32', state, [2, count, STATE_ROW]),
    sr: sampleRate,
  });
  const output = floats(result, 'output');
  const nextState = floats(result, 'stateN');
  batch.forEach((stream, row) => {
    stream.state[0].set(nextState.subarray(row * STATE_ROW, (row + 1) * STATE_ROW));
    stream.state[1].set(nextState.subarray((count + row) * STATE_ROW, (count + row + 1) * STATE_ROW));
    while (stream.waiting[0] === FORGET) applyForget(stream);
    if (stream.waiting.length === 0) ready.delete(stream);
  });
  const ids = Uint32Array.from(batch, (stream) => stream.id);
  const probabilities = Float32Array.from(output);
  port.postMessage({ type: 'probabilities', streams: ids, probabilities } satisfies FromWorker, [
    ids.buffer,
    probabilities.buffer,
  ]);
}

function nextWindow(stream: Stream): Int16Array {
  return stream.waiting.shift() ?? FORGET;
}

function applyForget(stream: Stream): void {
  stream.waiting.shift();
  stream.context.fill(0);
  stream.state[0].fill(0);
  stream.state[1].fill(0);
  if (stream.waiting.length === 0) streams.delete(stream.id);
}

function floats(result: Awaited<ReturnType<typeof session.run>>, name: string): Float32Array {
  const data = result[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`The Silero model gave no ${name}.`);
  return data;
}

function send(message: FromWorker): void {
  port.postMessage(message);
}
