/**
 * An estimated mean opinion score from codec, delay and loss: the E-model of ITU-T G.107 with everything but these at its
 * defaults, where it shrinks to R = 93.2 − Id − Ie,eff (§7.1; simplified as by Cole and Rosenbluth, 2001).
 */
import type { PhoneCodec } from '#shared/domain/phone-call.ts';

/** R with no delay and no loss, G.107 table 2's defaults. */
const DEFAULT_R = 93.2;

/**
 * Equipment impairment Ie and packet-loss robustness Bpl with concealment. G.711: G.113 table I.2 (with Appendix I
 * concealment, random loss). G.722 and Opus: no narrow-band figure is published; no impairment is assumed, the robustness
 * that of G.711 with concealment, and for Opus in-band correction makes up for every other loss.
 */
const impairments: Record<PhoneCodec, { ie: number; bpl: number }> = {
  PCMU: { ie: 0, bpl: 25.1 },
  PCMA: { ie: 0, bpl: 25.1 },
  G722: { ie: 0, bpl: 25.1 },
  opus: { ie: 0, bpl: 50.2 },
};

export interface HearingConditions {
  codec: PhoneCodec;
  /** Mouth to ear, one way, ms. */
  delayMs: number;
  /** Share of packets not heard, 0–1. */
  loss: number;
}

/** The rating R, 0 (useless) to 93.2. */
export function ratingOf({ codec, delayMs, loss }: HearingConditions): number {
  const { ie, bpl } = impairments[codec];
  const percent = loss * 100;
  // G.107 §7.4, random loss (BurstR = 1).
  const equipment = ie + (95 - ie) * (percent / (percent + bpl));
  // G.107 §7.3 fitted for echo-free lines: conversation suffers beyond 177.3 ms.
  const delay = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3);
  return Math.max(0, DEFAULT_R - delay - equipment);
}

/** 1 (bad) to 4.5 (excellent), G.107 annex B. */
export function meanOpinionScore(conditions: HearingConditions): number {
  const r = ratingOf(conditions);
  const mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
  return Math.max(1, Math.min(4.5, mos));
}
