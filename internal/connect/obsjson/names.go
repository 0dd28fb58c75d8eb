package obsjson

import "bytes"

// Holds looks into a payload without decoding it: some tells whether it has a value of one of the keys, all whether it has
// none of another. It is for deciding in a hurry what goes first, so it leans to some: where a name is written with escapes
// it may be any. Of what is not JSON it says anything.
func Holds(payload []byte, keys map[string]bool) (some, all bool) {
	if bytes.IndexByte(payload, '\\') >= 0 {
		return true, false
	}
	others, depth := false, 0
	for rest := payload; ; {
		i := bytes.IndexByte(rest, '"')
		if i < 0 {
			return some, some && !others
		}
		depth += bytes.Count(rest[:i], []byte{'{'}) - bytes.Count(rest[:i], []byte{'}'})
		rest = rest[i+1:]
		n := bytes.IndexByte(rest, '"')
		if n < 0 {
			return some, false
		}
		name, behind := rest[:n], bytes.TrimLeft(rest[n+1:], " \t\r\n")
		rest = rest[n+1:]
		switch {
		case len(behind) == 0 || behind[0] != ':' || depth < 2: // a text, as the time, or a member of the message
		case keys[string(name)]:
			some = true
		default:
			others = true
		}
	}
}
