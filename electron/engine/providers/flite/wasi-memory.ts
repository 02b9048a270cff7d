/**
 * The few WASI preview 1 calls that flite makes, with files that live in memory: nothing of it reaches our standard output,
 * the disk or an experimental module. Numbers and layouts: WASI snapshot preview 1, "witx" definitions.
 */

import type { WasmImports, WasmMemory } from './web-assembly.ts';

const SUCCESS = 0;
const BAD_FILE = 8;
const NO_ENTRY = 44;
const NOT_SEEKABLE = 70;
const FILETYPE_CHARACTER_DEVICE = 2;
const FILETYPE_DIRECTORY = 3;
const FILETYPE_REGULAR = 4;
const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn;
/** The one directory; what the program opens below it is a file in memory. */
const DIRECTORY_FD = 3;
const FIRST_FILE_FD = 4;
const DIRECTORY = new TextEncoder().encode('/m');

/** Thrown by `proc_exit` to leave the program. */
export class ProgramExit extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`The program ended with exit code ${exitCode}.`);
    this.exitCode = exitCode;
  }
}

interface MemoryFile {
  bytes: Uint8Array;
  length: number;
  position: number;
}

/** The host side of one program instance. */
export class MemoryWasi {
  readonly imports: WasmImports;
  #memory: WasmMemory | null = null;
  #arguments: Uint8Array[] = [];
  /** What the program wrote to its standard error, for messages. */
  #complaints = '';
  readonly #files = new Map<number, MemoryFile>();
  readonly #byPath = new Map<string, MemoryFile>();

  constructor() {
    this.imports = {
      wasi_snapshot_preview1: {
        args_sizes_get: (countAt: number, bytesAt: number) => {
          this.#view().setUint32(countAt, this.#arguments.length, true);
          this.#view().setUint32(bytesAt, sum(this.#arguments.map((argument) => argument.length)), true);
          return SUCCESS;
        },
        args_get: (pointersAt: number, bytesAt: number) => {
          this.#arguments.forEach((argument, index) => {
            this.#view().setUint32(pointersAt + index * 4, bytesAt, true);
            this.#bytes().set(argument, bytesAt);
            bytesAt += argument.length;
          });
          return SUCCESS;
        },
        clock_time_get: (_clock: number, _precision: bigint, timeAt: number) => {
          // flite only reports how long it took; a still clock keeps its output the same every time.
          this.#view().setBigUint64(timeAt, 0n, true);
          return SUCCESS;
        },
        fd_close: (fd: number) => (this.#files.delete(fd) || fd <= 2 ? SUCCESS : BAD_FILE),
        fd_fdstat_get: (fd: number, at: number) => this.#status(fd, at),
        fd_fdstat_set_flags: () => SUCCESS,
        fd_prestat_get: (fd: number, at: number) => {
          if (fd !== DIRECTORY_FD) return BAD_FILE;
          this.#view().setUint32(at, 0, true);
          this.#view().setUint32(at + 4, DIRECTORY.length, true);
          return SUCCESS;
        },
        fd_prestat_dir_name: (fd: number, at: number) => {
          if (fd !== DIRECTORY_FD) return BAD_FILE;
          this.#bytes().set(DIRECTORY, at);
          return SUCCESS;
        },
        fd_read: (fd: number, vectorsAt: number, count: number, readAt: number) =>
          this.#read(fd, vectorsAt, count, readAt),
        fd_write: (fd: number, vectorsAt: number, count: number, writtenAt: number) =>
          this.#write(fd, vectorsAt, count, writtenAt),
        fd_seek: (fd: number, offset: bigint, whence: number, positionAt: number) =>
          this.#seek(fd, offset, whence, positionAt),
        path_open: (
          directory: number,
          _lookup: number,
          pathAt: number,
          pathBytes: number,
          flags: number,
          _rights: bigint,
          _inheriting: bigint,
          _fdFlags: number,
          fdAt: number,
        ) => this.#open(directory, pathAt, pathBytes, flags, fdAt),
        proc_exit: (exitCode: number) => {
          throw new ProgramExit(exitCode);
        },
      },
    };
  }

  /** Before each start: the program's memory and arguments; files and complaints of the run before are forgotten. */
  begin(memory: WasmMemory, programArguments: string[]): void {
    this.#memory = memory;
    const encoder = new TextEncoder();
    // C strings: a NUL inside would end the argument early.
    this.#arguments = programArguments.map((text) => encoder.encode(`${text.replaceAll('\0', ' ')}\0`));
    this.#complaints = '';
    this.#files.clear();
    this.#byPath.clear();
  }

  /** What the program wrote to a file below `/m`; null when it did not open it. */
  file(name: string): Uint8Array | null {
    const file = this.#byPath.get(name);
    return file ? file.bytes.subarray(0, file.length) : null;
  }

  get complaints(): string {
    return this.#complaints.trim();
  }

  /**
   * ```
   * 0 file type (u8)   2 flags (u16)   8 rights (u64)   16 inheriting rights (u64)
   * ```
   */
  #status(fd: number, at: number): number {
    if (fd > DIRECTORY_FD && !this.#files.has(fd)) return BAD_FILE;
    const view = this.#view();
    view.setBigUint64(at, 0n, true);
    view.setUint8(
      at,
      fd <= 2 ? FILETYPE_CHARACTER_DEVICE : fd === DIRECTORY_FD ? FILETYPE_DIRECTORY : FILETYPE_REGULAR,
    );
    view.setBigUint64(at + 8, ALL_RIGHTS, true);
    view.setBigUint64(at + 16, ALL_RIGHTS, true);
    return SUCCESS;
  }

  #open(directory: number, pathAt: number, pathBytes: number, flags: number, fdAt: number): number {
    if (directory !== DIRECTORY_FD) return BAD_FILE;
    const CREATE = 1;
    const TRUNCATE = 8;
    const name = new TextDecoder().decode(this.#bytes().slice(pathAt, pathAt + pathBytes));
    let file = this.#byPath.get(name);
    if (!file && (flags & CREATE) === 0) return NO_ENTRY;
    file ??= { bytes: new Uint8Array(64 * 1024), length: 0, position: 0 };
    file.position = 0;
    if ((flags & TRUNCATE) !== 0) file.length = 0;
    this.#byPath.set(name, file);
    let fd = FIRST_FILE_FD;
    while (this.#files.has(fd)) fd += 1;
    this.#files.set(fd, file);
    this.#view().setUint32(fdAt, fd, true);
    return SUCCESS;
  }

  #read(fd: number, vectorsAt: number, count: number, readAt: number): number {
    const file = this.#files.get(fd);
    if (!file && fd !== 0) return BAD_FILE;
    let total = 0;
    for (const target of file ? this.#vectors(vectorsAt, count) : []) {
      if (!file) break;
      const piece = file.bytes.subarray(file.position, Math.min(file.length, file.position + target.length));
      target.set(piece);
      file.position += piece.length;
      total += piece.length;
    }
    this.#view().setUint32(readAt, total, true);
    return SUCCESS;
  }

  #write(fd: number, vectorsAt: number, count: number, writtenAt: number): number {
    const file = this.#files.get(fd);
    if (!file && fd !== 1 && fd !== 2) return BAD_FILE;
    let total = 0;
    for (const source of this.#vectors(vectorsAt, count)) {
      if (file) append(file, source);
      else if (fd === 2) this.#complaints += new TextDecoder().decode(source.slice());
      total += source.length;
    }
    this.#view().setUint32(writtenAt, total, true);
    return SUCCESS;
  }

  #seek(fd: number, offset: bigint, whence: number, positionAt: number): number {
    const file = this.#files.get(fd);
    if (!file) return fd <= 2 ? NOT_SEEKABLE : BAD_FILE;
    const base = whence === 0 ? 0 : whence === 1 ? file.position : file.length;
    file.position = Math.max(0, base + Number(offset));
    this.#view().setBigUint64(positionAt, BigInt(file.position), true);
    return SUCCESS;
  }

  /** Scatter/gather list: pairs of (address u32, length u32). */
  #vectors(at: number, count: number): Uint8Array[] {
    const view = this.#view();
    return Array.from({ length: count }, (_, index) => {
      const address = view.getUint32(at + index * 8, true);
      return this.#bytes().subarray(address, address + view.getUint32(at + index * 8 + 4, true));
    });
  }

  // The buffer changes whenever the program's memory grows, so views are made anew.
  #view(): DataView {
    return new DataView(this.#buffer());
  }

  #bytes(): Uint8Array {
    return new Uint8Array(this.#buffer());
  }

  #buffer(): ArrayBuffer {
    if (!this.#memory) throw new Error('The program has no memory yet.');
    return this.#memory.buffer;
  }
}

function append(file: MemoryFile, source: Uint8Array): void {
  const end = file.position + source.length;
  if (end > file.bytes.length) {
    const larger = new Uint8Array(Math.max(end, file.bytes.length * 2));
    larger.set(file.bytes.subarray(0, file.length));
    file.bytes = larger;
  }
  file.bytes.set(source, file.position);
  file.position = end;
  file.length = Math.max(file.length, end);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
