/**
 * Levels of both sides as they happen, in the lanes of the recording: caller above, agent below. Painted on a canvas
 * each frame of the screen, without a render.
 */
import { useComputedColorScheme } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef, type ReactElement } from 'react';
import type { Meaning } from '../../app/palette.ts';
import { meterPosition, MeterBallistics } from './audio/level.ts';
import classes from './call-panel.module.css';

/** One bar for so much time; CSS pixels of a bar and of its step. */
const BAR_MS = 50;
const BAR_PX = 2;
const STEP_PX = 4;
/** Room at the right for the meters of this moment. */
const METER_PX = 14;

export interface LevelLanesProps {
  /** Levels of this moment, dBFS; must keep its identity. */
  levels: () => { callerDb: number; agentDb: number };
  /** Whose lanes they are: the microphone's above, what is heard below. */
  above: string;
  below: string;
  /** Colours of their meanings; the caller's and the agent's where none are given. */
  colours?: { above: Meaning; below: Meaning };
}

const parties = { above: 'caller', below: 'agent' } as const;

export function LevelLanes(props: LevelLanesProps): ReactElement {
  const { levels, above, below, colours: meanings = parties } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const isStill = useReducedMotion();

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return undefined;
    const style = getComputedStyle(element);
    const colours = {
      caller: style.getPropertyValue(`--parley-${meanings.above}`),
      agent: style.getPropertyValue(`--parley-${meanings.below}`),
      rest: style.getPropertyValue('--parley-border'),
    };
    const needles = { caller: new MeterBallistics(), agent: new MeterBallistics() };
    const bars: { caller: number; agent: number }[] = [];
    let gathering = { caller: 0, agent: 0 };
    let gatheredMs = 0;
    let lastMs = performance.now();
    let request = 0;

    const paint = (nowMs: number): void => {
      request = requestAnimationFrame(paint);
      const elapsedMs = Math.min(250, nowMs - lastMs);
      lastMs = nowMs;
      const { callerDb, agentDb } = levels();
      gathering = {
        caller: Math.max(gathering.caller, meterPosition(callerDb)),
        agent: Math.max(gathering.agent, meterPosition(agentDb)),
      };
      const caller = needles.caller.advance(callerDb, elapsedMs);
      const agent = needles.agent.advance(agentDb, elapsedMs);

      const ratio = window.devicePixelRatio;
      const { clientWidth: width, clientHeight: height } = element;
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);

      const middle = height / 2;
      const lanesPx = width - METER_PX - STEP_PX;
      gatheredMs += elapsedMs;
      if (gatheredMs >= BAR_MS) {
        // A slow frame stands for several bars.
        for (; gatheredMs >= BAR_MS; gatheredMs -= BAR_MS) bars.push(gathering);
        gathering = { caller: 0, agent: 0 };
      }
      bars.splice(0, Math.max(0, bars.length - Math.ceil(lanesPx / STEP_PX) - 2));
      const shift = isStill ? 0 : (gatheredMs / BAR_MS) * STEP_PX;
      const bar = (x: number, position: number, side: 'caller' | 'agent', barWidth: number): void => {
        const length = Math.max(1, position * (middle - 3));
        context.fillStyle = position < 0.02 ? colours.rest : colours[side];
        context.fillRect(x, side === 'caller' ? middle - 1 - length : middle + 1, barWidth, length);
      };
      if (!isStill) {
        bars.forEach(({ caller: above, agent: below }, index) => {
          const x = lanesPx - (bars.length - index) * STEP_PX - shift + STEP_PX;
          // Older bars fade: the eye stays at the right edge.
          context.globalAlpha = Math.max(0.15, Math.min(1, (x / lanesPx) * 1.2));
          bar(x, above, 'caller', BAR_PX);
          bar(x, below, 'agent', BAR_PX);
        });
      }
      context.globalAlpha = 1;
      for (const [side, level] of [
        ['caller', caller],
        ['agent', agent],
      ] as const) {
        bar(width - METER_PX + 2, level.position, side, METER_PX - 4);
        const peak = level.peak * (middle - 3);
        context.fillStyle = colours[side];
        if (level.peak > 0.02)
          context.fillRect(
            width - METER_PX + 2,
            side === 'caller' ? middle - 2 - peak : middle + peak + 1,
            METER_PX - 4,
            1,
          );
      }
    };
    request = requestAnimationFrame(paint);
    return () => {
      cancelAnimationFrame(request);
    };
  }, [scheme, isStill, levels, meanings]);

  return (
    <div className={classes['lanes']} role="img" aria-label={`Loudness: ${above} above, ${below} below`}>
      <canvas ref={canvas} aria-hidden />
      <span className={classes['laneName']} style={{ color: `var(--parley-${meanings.above})` }} aria-hidden>
        {above}
      </span>
      <span className={classes['laneName']} style={{ color: `var(--parley-${meanings.below})` }} aria-hidden>
        {below}
      </span>
    </div>
  );
}
