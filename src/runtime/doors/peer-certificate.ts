import type { TLSSocket } from 'node:tls';
import type { PeerCertificate } from '../core/raw-message.js';

/** As found when a connection was first looked at: handshakes are dear, and certificates are parsed once. */
const seen = new WeakMap<TLSSocket, PeerCertificate | null>();

/** What the client showed in the handshake of a `node:tls` connection. */
export function peerCertificate(socket: TLSSocket): PeerCertificate | null {
  let found = seen.get(socket);
  if (found === undefined) {
    // Clients of TLS 1.2 may shake hands again and show another certificate, which `authorized` says nothing of.
    found = read(socket, socket.getProtocol() === 'TLSv1.3');
    seen.set(socket, found);
  }
  return found;
}

/** For the `secureConnection` event of a listener of our own: nothing has been sent, so this is what was verified. */
export function notePeerCertificate(socket: TLSSocket): void {
  seen.set(socket, read(socket, true));
}

/** By the certificate, not by `authorized`: a resumed session of TLS 1.3 is authorized without one. */
function read(socket: TLSSocket, isSettled: boolean): PeerCertificate | null {
  const x509 = socket.getPeerX509Certificate();
  return x509 === undefined ? null : { x509, verified: socket.authorized && isSettled };
}
