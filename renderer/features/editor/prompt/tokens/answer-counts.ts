/** The conversation with a worker that counts tokens. */

export interface CountRequest {
  id: number;
  text: string;
}

export interface CountAnswer {
  id: number;
  tokens: number;
}

type Count = (text: string, options: { disallowedSpecial: Set<string> }) => number;

/** In the worker: answers every request. What looks like a control token is counted as the words that it is. */
export function answerCounts(count: Count): void {
  const disallowedSpecial = new Set<string>();
  globalThis.onmessage = ({ data }: MessageEvent<CountRequest>) => {
    const answer: CountAnswer = { id: data.id, tokens: count(data.text, { disallowedSpecial }) };
    postMessage(answer);
  };
}
