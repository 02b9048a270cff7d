import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { Player, type PlayerState } from './player.ts';

const silent: PlayerState = { isPlaying: false, isBroken: false, speed: 1, fileMs: 0 };
const never = (): (() => void) => () => undefined;
const silentState = (): PlayerState => silent;

/** A player for an address, or none. It is let go with the component. */
export function usePlayer(url: string | null): Player | null {
  const player = useMemo(() => (url === null ? null : new Player(url)), [url]);
  useEffect(() => player?.open(), [player]);
  return player;
}

export function usePlayerState(player: Player | null): PlayerState {
  return useSyncExternalStore(player?.onState ?? never, player?.state ?? silentState);
}

/** Something that depends on the playhead, rendered again only when it changes: the current line, step or event. */
export function useAtPlayhead<T extends string | number | null>(
  player: Player | null,
  read: (atMs: number) => T,
): T | null {
  const subscribe = player?.onTime ?? never;
  return useSyncExternalStore(subscribe, () => (player === null ? null : read(player.atMs)));
}
