/** How much of a message is read. Everything beyond is refused with 513 (RFC 3261 §21.5.7), before memory is spent on it. */

/** Start line and header fields, bytes. A long INVITE with certificates and routes has about 8 KiB. */
export const maxHeadBytes = 32 * 1024;
/** Bytes; the longest UDP datagram. */
export const maxBodyBytes = 65_535;
/** Header fields of one message; a field that occurs twice counts twice. */
export const maxHeaderFields = 256;
/** One header field, unfolded, in characters. */
export const maxFieldLength = 8 * 1024;
