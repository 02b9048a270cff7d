/** The binary's path, or null where there is none. */
export function electronBinary(): string | null;
