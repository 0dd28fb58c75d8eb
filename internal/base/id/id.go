// Package id makes identifiers.
//
// New ones are UUID version 7 (RFC 9562): unique without coordination between nodes that are cut off from each other,
// and sorted by the time they were made, which keeps database pages warm. It does not make statutory numbers; those
// are gapless and belong to their organ.
package id

import "github.com/google/uuid"

// New returns a new identifier: 36 characters, lower case.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid reports whether s can be an identifier of ours: 1 to 64 characters of a-z, 0-9, '-', '.', '_' and ':'.
// Ids travel in paths, subjects and file names, so nothing else is let in.
func Valid(s string) bool {
	if len(s) == 0 || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == ':':
		default:
			return false
		}
	}
	return true
}
