// Package outward is the way out: HTTP to addresses that people type in (sources to read, hooks to call), made so that
// nobody can use the server to reach what only the server can reach.
//
// A Gate resolves the name, checks every address it got, and dials the very address it checked, so that a name which
// resolves differently a moment later (DNS rebinding) gains nothing. Only the public internet is open. Loopback, private,
// shared, link-local (with the metadata service of clouds), multicast and reserved ranges are shut in IPv4, in IPv6 and in
// IPv6 that carries IPv4 (mapped, NAT64, 6to4, Teredo), unless an administrator named the address: by --outward-allow, or
// in the list that Open keeps in the database, with a reason and a journal entry. A gate that is Listed opens nothing else at
// all. Redirects are never followed: the answer
// is an error that names where the peer wanted to send us. Proxies of the environment are not used, because they would
// dial unchecked. Each exchange has a limit of time and of bytes, counted after decompression.
//
// It does not guard listeners, and not the gateways and stores that an operator names by flags: those are trusted as the
// operator is.
package outward
