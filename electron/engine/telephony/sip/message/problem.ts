/** The refusal of a request. */
export interface RequestProblem {
  status: number;
  reason: string;
  /** To be added to the response: Allow, Unsupported, Accept. */
  headers: readonly (readonly [name: string, value: string])[];
}

export function problem(
  status: number,
  reason: string,
  ...headers: (readonly [name: string, value: string])[]
): RequestProblem {
  return { status, reason, headers };
}
