/** What became of logging on, and what a SIP status means for whoever set the trunk up. */

/** What to change when a server refuses us, or null where the status says nothing of that. RFC 3261 §21.4–21.6. */
export function adviceFor(status: number | null): string | null {
  switch (status) {
    case 401:
    case 407:
      return 'Name or password are not the server’s. Enter the password again; some servers have a log-on name of their own, which goes into “Name for the password”.';
    case 403:
      return 'The server knows us but does not let us. Check name and password, that this computer’s public address is on its list, and that the account may do this.';
    case 404:
    case 604:
      return 'The server does not know this user or number. Check the user name and the server’s domain.';
    case 405:
    case 501:
      return 'The server does not take this kind of request. If it is a route without log-on, choose “IP” instead of “registered”.';
    case 408:
    case null:
      return 'Nothing came back. Check server, port and transport, and that a firewall lets them through; with UDP behind a router try TCP or TLS.';
    case 420:
    case 421:
      return 'The server asks for an extension that is not there, or refuses one of ours. Tell its operator.';
    case 423:
      return 'The server wants to be asked at longer intervals. Raise the time between log-ons.';
    case 480:
    case 600:
    case 486:
      return 'Who was called is busy or not logged on.';
    case 488:
    case 606:
      return 'The two sides have no codec or encryption in common. Allow PCMU or PCMA, and set encryption as the server has it.';
    case 503:
      return 'The server is overloaded or under repair. It is tried again by itself.';
    default:
      if (status >= 300 && status < 400)
        return 'The server sends us elsewhere. Enter the address that it names as the server.';
      return status >= 500
        ? 'The server has a problem of its own. Try again later, or ask its operator.'
        : null;
  }
}
