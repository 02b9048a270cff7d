/** The constant tables of ITU-T Recommendation G.722 (09/2012), sub-band ADPCM at 64 kbit/s. Table numbers are the Recommendation's. */

/**
 * The 12 coefficients of even index of both quadrature mirror filters (Table 11: h0, h2 … h22), times 8192. The filter of
 * 24 is symmetric, so those of odd index are the same ones backwards.
 */
export const qmfEven = Int32Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11);

/** Decision levels of the 60-level quantizer of the lower band (Table 14), for a scale factor of 1, times 4096; entry 0 is 0. */
export const lowDecisions = Int32Array.of(
  ...[0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650],
  ...[714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919],
);

/** Code of each of the 30 levels on either side of zero, index = level 1–30 (Table 14); four codes are never sent. */
export const lowCodesNegative = Uint8Array.of(
  ...[0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19],
  ...[18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4],
);
export const lowCodesPositive = Uint8Array.of(
  ...[0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47],
  ...[46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32],
);

/** Output of the inverse quantizer for the lower band's six bits (Table 14), times 32768; index = code. */
export const lowOutputs6 = Int32Array.of(
  ...[-136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192],
  ...[-10232, -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576],
  ...[-3168, -2776, -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704],
  ...[14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456],
  ...[4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728],
  ...[432, 136, -432, -136],
);

/** The same for its four most significant bits (Table 15): predictors and scale of both sides run on these. */
export const lowOutputs4 = Int32Array.of(
  ...[0, -20456, -12896, -8968, -6288, -4240, -2584, -1200],
  ...[20456, 12896, 8968, 6288, 4240, 2584, 1200, 0],
);

/** Logarithmic multiplier of the lower band's scale factor for each of those codes (Tables 16 and 17 in one), times 2048. */
export const lowScaleSteps = Int32Array.of(
  ...[-60, 3042, 1198, 538, 334, 172, 58, -30],
  ...[3042, 1198, 538, 334, 172, 58, -30, -60],
);

/** Output of the inverse quantizer for the upper band's two bits (Table 18), times 32768; index = code. */
export const highOutputs = Int32Array.of(-7408, -1616, 7408, 1616);
/** Decision level of the upper band (Table 18), times 4096. */
export const highDecision = 564;
/** Logarithmic multiplier of the upper band's scale factor for each code (Tables 19 and 20), times 2048. */
export const highScaleSteps = Int32Array.of(798, -214, 798, -214);

/** 2048 · 2^(i/32): the antilogarithm's table, of which the Recommendation's blocks SCALEL and SCALEH read. */
export const antilog = Int32Array.from({ length: 32 }, (_, index) => Math.round(2048 * 2 ** (index / 32)));
