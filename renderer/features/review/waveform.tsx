/**
 * The recording in two lanes, caller above, agent below, with the changes of node and the interruptions marked.
 * Click or drag to seek; arrow keys move by five seconds. Drawn on two canvases: the wave when it changes, the playhead
 * each frame.
 */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import type { Peaks } from '#shared/bridge/contract.ts';
import { formatDuration } from '../../ui/duration.ts';
import { columnsOfPeaks, momentOfX, xOfMoment } from './playhead.ts';
import type { Player } from './player.ts';
import classes from './waveform.module.css';

export interface WaveMark {
  atMs: number;
  kind: 'node' | 'interruption';
  label: string;
}

export interface WaveformProps {
  peaks: Peaks;
  durationMs: number;
  marks: readonly WaveMark[];
  player: Player;
}

/** CSS pixels of a bar and its step. */
const BAR_PX = 2;
const STEP_PX = 3;
const SEEK_MS = 5000;

export function Waveform({ peaks, durationMs, marks, player }: WaveformProps): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const wave = useRef<HTMLCanvasElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const played = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const scheme = useComputedColorScheme();

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  useEffect(() => {
    const canvas = wave.current;
    if (canvas !== null && width > 0) paintWave(canvas, peaks, width);
  }, [peaks, width, scheme]);

  useEffect(() => {
    const place = (atMs: number): void => {
      const x = xOfMoment(atMs, durationMs, width);
      if (head.current !== null) head.current.style.transform = `translateX(${x}px)`;
      if (played.current !== null) played.current.style.transform = `scaleX(${width === 0 ? 0 : x / width})`;
      box.current?.setAttribute('aria-valuenow', String(Math.round(atMs)));
      box.current?.setAttribute('aria-valuetext', formatDuration(atMs));
    };
    place(player.atMs);
    return player.onTime(place);
  }, [player, durationMs, width]);

  const seekTo = (event: PointerEvent): void => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    player.seek(momentOfX(event.clientX - left, durationMs, width));
  };
  const press = (event: KeyboardEvent): void => {
    const targets: Record<string, number> = {
      ArrowLeft: player.atMs - SEEK_MS,
      ArrowRight: player.atMs + SEEK_MS,
      Home: 0,
      End: durationMs,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    player.seek(Math.min(durationMs, target));
  };
  return (
    <div className={classes['frame']}>
      <div className={classes['laneNames']} aria-hidden>
        <span data-side="caller">Caller</span>
        <span data-side="agent">Agent</span>
      </div>
      <div
        ref={box}
        className={classes['wave']}
        role="slider"
        tabIndex={0}
        aria-label="Place in the recording"
        aria-valuemin={0}
        aria-valuemax={Math.round(durationMs)}
        aria-valuenow={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
        }}
        onKeyDown={press}
      >
        <div ref={played} className={classes['played']} aria-hidden />
        <canvas ref={wave} className={classes['canvas']} aria-hidden />
        {marks.map((mark) => (
          <span
            key={`${mark.kind}-${mark.atMs}`}
            className={classes['mark']}
            data-kind={mark.kind}
            style={{ left: `${(mark.atMs / Math.max(1, durationMs)) * 100}%` }}
            title={`${formatDuration(mark.atMs)} ${mark.label}`}
            aria-hidden
          />
        ))}
        <div ref={head} className={classes['head']} aria-hidden />
      </div>
    </div>
  );
}

function paintWave(canvas: HTMLCanvasElement, peaks: Peaks, width: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = window.devicePixelRatio;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const laneHeight = height / 2;
  const columns = Math.floor(width / STEP_PX);
  // Both lanes on one scale, so that loudness can be compared; quiet recordings are drawn larger.
  const loudest = Math.max(0.1, extremeOf(peaks.caller), extremeOf(peaks.agent));
  for (const [lane, samples, colour] of [
    [0, peaks.caller, style.getPropertyValue('--parley-caller')],
    [1, peaks.agent, style.getPropertyValue('--parley-agent')],
  ] as const) {
    const drawn = columnsOfPeaks(samples, columns);
    const middle = laneHeight * (lane + 0.5);
    const scale = (laneHeight / 2 - 3) / loudest;
    context.fillStyle = colour;
    for (let column = 0; column < columns; column += 1) {
      const low = (drawn[column * 2] ?? 0) * scale;
      const high = (drawn[column * 2 + 1] ?? 0) * scale;
      const top = middle - Math.max(0.5, high);
      context.fillRect(column * STEP_PX, top, BAR_PX, Math.max(1, middle - low - top));
    }
  }
}

function extremeOf(lane: readonly number[]): number {
  let extreme = 0;
  for (const value of lane) extreme = Math.max(extreme, Math.abs(value));
  return extreme;
}
