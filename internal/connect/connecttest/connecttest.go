// Package connecttest is what the tests of codecs share: frames from files, and streams that are cut anywhere.
package connecttest

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"anlan/internal/connect"
)

// Frames are those of a file with a label, a tab and the frame in hex on each line, by label, but for lines that begin with #.
// What stands behind cut in a label does not count ("" for nothing); a label that comes again gets a "+". There must be so
// many.
func Frames(t testing.TB, file, cut string, n int) map[string][]byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for line := range strings.Lines(string(raw)) {
		label, frame, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || line[0] == '#' {
			continue
		}
		b, err := hex.DecodeString(frame)
		if err != nil {
			t.Fatalf("%s: %v", label, err)
		}
		if cut != "" {
			label, _, _ = strings.Cut(label, cut)
		}
		for out[label] != nil {
			label += "+"
		}
		out[label] = b
	}
	if len(out) != n {
		t.Fatalf("%s holds %d frames, not %d", file, len(out), n)
	}
	return out
}

// Split feeds a stream to a splitter in pieces of n bytes and parses what comes out.
func Split[T any](s *connect.Splitter, stream []byte, n int, parse func([]byte) (T, *connect.Rejection)) (out []T, rejections connect.Rejections) {
	for len(stream) > 0 {
		n := min(n, len(stream))
		s.Feed(stream[:n])
		stream = stream[n:]
		for {
			b, r, ok := s.Next()
			if !ok {
				break
			}
			var one T
			if r == nil {
				one, r = parse(b)
			}
			if r != nil {
				rejections = append(rejections, r)
			} else {
				out = append(out, one)
			}
		}
	}
	if r := s.End(); r != nil {
		rejections = append(rejections, r)
	}
	return out, rejections
}

// One is the only thing that a stream holds.
func One[T any](t testing.TB, out []T, rejections connect.Rejections) T {
	t.Helper()
	if len(out) != 1 || len(rejections) > 0 {
		t.Fatalf("one frame is wanted, not %d, with %v", len(out), rejections)
	}
	return out[0]
}
