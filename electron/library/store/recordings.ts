/** What is known of the sound files beside the database. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readWavLayout } from '#engine/audio/wav-reader.ts';
import type { RecordingInfo } from '../contract.ts';
import { RECORDING_FILE, runFolderPath, type DataLayout } from '../layout.ts';
import { first, type Statements } from '../statements.ts';

const HEADER_READ_BYTES = 4096;

export function getRecording(statements: Statements, runId: string): RecordingInfo | null {
  return first(
    statements.all<RecordingInfo>(
      'SELECT run_id, sample_rate_hz, channels, duration_ms, size_bytes FROM recordings WHERE run_id = @runId',
      { runId },
    ),
  );
}

/** Measures the run's recording as it is now. Without a readable one nothing is noted, and null is answered. */
export function noteRecording(
  statements: Statements,
  layout: DataLayout,
  runId: string,
): RecordingInfo | null {
  const info = measure(join(runFolderPath(layout, runId), RECORDING_FILE), runId);
  if (info === null) return null;
  statements.run(
    `INSERT INTO recordings (run_id, sample_rate_hz, channels, duration_ms, size_bytes)
     VALUES (@run_id, @sample_rate_hz, @channels, @duration_ms, @size_bytes)
     ON CONFLICT DO UPDATE SET sample_rate_hz = @sample_rate_hz, channels = @channels,
       duration_ms = @duration_ms, size_bytes = @size_bytes`,
    { ...info },
  );
  return info;
}

function measure(path: string, runId: string): RecordingInfo | null {
  try {
    const sizeBytes = statSync(path).size;
    const wav = readWavLayout(readHead(path), sizeBytes);
    return {
      run_id: runId,
      sample_rate_hz: wav.sampleRateHz,
      channels: wav.channels,
      duration_ms: (wav.dataBytes / wav.blockBytes / wav.sampleRateHz) * 1000,
      size_bytes: sizeBytes,
    };
  } catch {
    // Missing, or not a sound file: the run is kept all the same.
    return null;
  }
}

function readHead(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const head = new Uint8Array(HEADER_READ_BYTES);
    return head.subarray(0, readSync(file, head, 0, HEADER_READ_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
