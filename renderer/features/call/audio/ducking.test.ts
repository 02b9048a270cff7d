import { expect, test } from 'vitest';
import { DuckingDecision } from './ducking.ts';

const frames = (
  decision: DuckingDecision,
  probability: number,
  count: number,
  isAgentAudible = true,
): void => {
  for (let frame = 0; frame < count; frame += 1) decision.frame(probability, isAgentAudible);
};

test('two frames of speech duck the agent, one does not', () => {
  const decision = new DuckingDecision();
  expect(decision.frame(0.9, true)).toEqual({ isSpeaking: false, isDucked: false });
  expect(decision.frame(0.9, true)).toEqual({ isSpeaking: true, isDucked: true });
});

test('speech while the agent is silent lights the light only', () => {
  const decision = new DuckingDecision();
  frames(decision, 0.9, 4, false);
  expect(decision.state).toEqual({ isSpeaking: true, isDucked: false });
});

test('when the caller falls silent the agent comes back after 300 ms', () => {
  const decision = new DuckingDecision();
  frames(decision, 0.9, 3);
  frames(decision, 0.1, 9);
  expect(decision.state.isDucked).toBe(true);
  frames(decision, 0.1, 1);
  expect(decision.state).toEqual({ isSpeaking: false, isDucked: false });
});

test('without the studio’s clear the agent comes back after 1.2 s, and is not ducked twice in one utterance', () => {
  const decision = new DuckingDecision();
  frames(decision, 0.9, 2 + 38);
  expect(decision.state).toEqual({ isSpeaking: true, isDucked: false });
  frames(decision, 0.9, 30);
  expect(decision.state.isDucked).toBe(false);
  frames(decision, 0.1, 10);
  frames(decision, 0.9, 2);
  expect(decision.state.isDucked).toBe(true);
});

test('a clear releases the duck: the answer that follows is heard in full', () => {
  const decision = new DuckingDecision();
  frames(decision, 0.9, 3);
  expect(decision.cleared()).toEqual({ isSpeaking: true, isDucked: false });
  expect(decision.frame(0.9, true).isDucked).toBe(false);
});

test('probabilities between the thresholds change nothing', () => {
  const decision = new DuckingDecision();
  frames(decision, 0.9, 2);
  frames(decision, 0.5, 30);
  expect(decision.state.isSpeaking).toBe(true);
});
